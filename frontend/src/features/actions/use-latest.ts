import { useEffect, useRef, useState } from "react";
import { createLatest, type Latest } from "@/features/actions/latest";
import { perform } from "@/features/actions/perform";
import type { JsonRecord } from "@/lib/json";

interface LatestAnswer {
  answer: unknown;
  error: unknown;
  ask: (body: JsonRecord) => void;
}

/** An action asked as fast as its answers come, such as while a finger moves; the newest question wins. */
export function useLatestAction(model: string, action: string): LatestAnswer {
  const [answer, setAnswer] = useState<unknown>();
  const [error, setError] = useState<unknown>();
  const latest = useRef<Latest<JsonRecord> | undefined>(undefined);

  useEffect(() => {
    const opened = createLatest(
      (body: JsonRecord, signal) => perform(model, action, body, signal),
      (result) => {
        setAnswer(result);
        setError(undefined);
      },
      setError,
    );
    latest.current = opened;
    return () => opened.stop();
  }, [model, action]);

  const [ask] = useState(() => (body: JsonRecord) => latest.current?.ask(body));
  return { answer, error, ask };
}
