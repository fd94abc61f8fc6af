import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Question } from "@/api/types";
import { type DesignedQuestion, featuresOf, type Features, valuesOf } from "@/features/designer/question";
import { predictQuery } from "@/features/predictions/queries";
import { useSearchWrite, useSharedSearch } from "@/features/predictions/use-search-write";
import { isFiniteNumber, isRecord, textAt } from "@/lib/json";

const ANSWER_AFTER_MS = 150;
const EXPLAIN_AFTER_MS = 450;

/** What is asked now, by kind of input; a small question lives in the address. */
export type Asked =
  | { kind: "features"; features: Features }
  | { kind: "text"; text: string }
  | { kind: "image"; image: string | undefined }
  | { kind: "values"; values: unknown[] | undefined };

function kindOf(input: string): Asked["kind"] {
  if (input === "vector") return "features";
  if (input === "text") return "text";
  return input === "image" ? "image" : "values";
}

function askedBy(question: DesignedQuestion, query: unknown): Asked {
  switch (kindOf(question.input)) {
    case "features":
      return { kind: "features", features: featuresOf(query, question.features) };
    case "text":
      return { kind: "text", text: textAt(query, "text") ?? "" };
    case "image":
      return { kind: "image", image: textAt(query, "image") };
    case "values":
      return { kind: "values", values: valuesOf(query) };
  }
}

/** The question as it is sent; undefined while there is nothing to ask about. */
export function sent(asked: Asked): Question | undefined {
  switch (asked.kind) {
    case "features":
      return { features: asked.features };
    case "text":
      return asked.text.trim() === "" ? undefined : { text: asked.text };
    case "image":
      return asked.image === undefined ? undefined : { image: asked.image };
    case "values":
      return asked.values === undefined ? undefined : { values: asked.values };
  }
}

export function useDesignedPlay(model: string, question: DesignedQuestion) {
  const shared = useSharedSearch();
  const write = useSearchWrite();
  const [example, setExample] = useState<number | undefined>(() => startExample(shared, question));
  const [asked, setAsked] = useState<Asked>(() => {
    const own = isRecord(shared["features"]) || shared["text"] !== undefined;
    return askedBy(question, own ? { ...shared, text: String(shared["text"] ?? "") } : question.examples[example ?? 0]?.query);
  });
  const [settled] = useDebouncedValue(asked, ANSWER_AFTER_MS);
  const [explained] = useDebouncedValue(asked, EXPLAIN_AFTER_MS);
  const wish = sent(settled);
  const answer = useQuery(predictQuery(model, wish ?? {}, wish !== undefined));

  function ask(next: Asked) {
    setAsked(next);
    setExample(undefined);
    if (next.kind === "features") write({ features: next.features });
    if (next.kind === "text") write({ text: next.text });
  }

  function choose(index: number) {
    const query = question.examples[index]?.query;
    if (!query) return;
    setAsked(askedBy(question, query));
    setExample(index);
    write({ example: index + 1 });
  }

  return { asked, ask, choose, example, answer, wish: sent(asked), settled: sent(explained) };
}

function startExample(shared: Record<string, unknown>, question: DesignedQuestion): number | undefined {
  if (isRecord(shared["features"]) || shared["text"] !== undefined) return undefined;
  const named = shared["example"];
  if (isFiniteNumber(named) && question.examples[named - 1]) return named - 1;
  return question.examples.length > 0 ? 0 : undefined;
}
