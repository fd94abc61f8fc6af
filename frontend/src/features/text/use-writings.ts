import { useEffect, useRef, useState } from "react";
import type { TextSampleQuestion } from "@/api/types";
import { StreamCut, streamText } from "@/features/text/text-stream";

export interface Writing {
  state: "writing" | "done" | "stopped" | "cut" | "failed";
  prompt: string;
  text: string;
  reason: string;
  warnings: string[];
  error: unknown;
  /** Seconds until the first piece, and until now. */
  firstS: number | undefined;
  tookS: number;
}

export interface Wish {
  body: TextSampleQuestion;
  prompt: string;
  /** Text written before, which this one goes on from. */
  before?: string;
}

/** Several texts that are written at the same time, each under a name of its own. */
export function useWritings(model: string) {
  const [writings, setWritings] = useState<Record<string, Writing>>({});
  const running = useRef(new Map<string, AbortController>());

  useEffect(() => {
    const open = running.current;
    return () => open.forEach((abort) => abort.abort());
  }, []);

  function put(name: string, change: (now: Writing) => Writing) {
    setWritings((all) => (all[name] ? { ...all, [name]: change(all[name]) } : all));
  }

  async function write(name: string, { body, prompt, before = "" }: Wish) {
    running.current.get(name)?.abort();
    const abort = new AbortController();
    running.current.set(name, abort);
    const began = performance.now();
    const since = () => (performance.now() - began) / 1000;
    const fresh: Writing = {
      state: "writing", prompt, text: before, reason: "", warnings: [], error: undefined, firstS: undefined, tookS: 0,
    };
    setWritings((all) => ({ ...all, [name]: fresh }));
    try {
      const ending = await streamText(model, body, onPiece, abort.signal);
      put(name, (now) => ({
        ...now, state: "done", text: before + ending.text, reason: ending.reason, warnings: ending.warnings, tookS: since(),
      }));
    } catch (error) {
      if (abort.signal.aborted) return;
      put(name, (now) => ({ ...now, state: error instanceof StreamCut ? "cut" : "failed", error }));
    }

    function onPiece(piece: string) {
      if (abort.signal.aborted) return;
      put(name, (now) => ({ ...now, text: now.text + piece, firstS: now.firstS ?? since(), tookS: since() }));
    }
  }

  function stop(name: string) {
    running.current.get(name)?.abort();
    put(name, (now) => (now.state === "writing" ? { ...now, state: "stopped" } : now));
  }

  return { writings, write, stop };
}
