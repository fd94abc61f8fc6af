import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { perform } from "@/features/actions/perform";
import type { Asked } from "@/features/temperature/question";
import { type JsonRecord, listAt } from "@/lib/json";

/** The body of a call about one window. */
export function bodyOf({ window, start }: Asked): JsonRecord {
  return { queries: [{ window, ...(start === undefined ? {} : { start }) }] };
}

function windowQuery(call: "predict" | "explain", key: "answers" | "explanations", model: string, version: number, asked: Asked) {
  return queryOptions({
    queryKey: ["forecast", call, model, version, asked.start, asked.window],
    queryFn: async ({ signal }) => {
      const started = performance.now();
      const answer = await perform(model, call, bodyOf(asked), signal);
      return { answer: listAt(answer, key)[0], seconds: (performance.now() - started) / 1000, asked };
    },
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

export function forecastQuery(model: string, version: number, asked: Asked) {
  return windowQuery("predict", "answers", model, version, asked);
}

export function movedQuery(model: string, version: number, asked: Asked) {
  return windowQuery("explain", "explanations", model, version, asked);
}
