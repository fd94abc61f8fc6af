import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explainQuery, predictQuery } from "@/features/predictions/queries";
import { useSearchWrite, useSharedSearch } from "@/features/predictions/use-search-write";

const ANSWER_AFTER_MS = 120;
const EXPLAIN_AFTER_MS = 350;

/** A text that is answered as it is typed, explained a moment later, and kept in the address. */
export function useTextPlay(model: string, firstExample: string) {
  const shared = useSharedSearch()["text"];
  const write = useSearchWrite();
  const [text, setText] = useState(() => (shared === undefined ? firstExample : String(shared)));
  const [answered] = useDebouncedValue(text, ANSWER_AFTER_MS);
  const [explained] = useDebouncedValue(text, EXPLAIN_AFTER_MS);
  const empty = text.trim() === "";
  const answer = useQuery(predictQuery(model, { text: answered }, answered.trim() !== ""));
  const explanation = useQuery(explainQuery(model, { text: explained }, explained.trim() !== ""));

  function change(next: string) {
    setText(next);
    write({ text: next });
  }

  return { text, change, empty, answer, explanation, question: { text } };
}
