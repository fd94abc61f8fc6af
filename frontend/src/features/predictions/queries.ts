import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Question } from "@/api/types";

/** One question's answer; keyed by the question, so that a late answer can never replace a newer one. */
export function predictQuery(model: string, question: Question, enabled = true) {
  return queryOptions({
    queryKey: ["predict", model, question],
    queryFn: async ({ signal }) => {
      const started = performance.now();
      const { answers, version } = await unwrap(
        api.POST("/api/v1/models/{model}/predict", {
          params: { path: { model } },
          body: { queries: [question] },
          signal,
        }),
      );
      return { answer: answers[0], version, seconds: (performance.now() - started) / 1000, question };
    },
    enabled,
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

export function explainQuery(model: string, question: Question, enabled = true) {
  return queryOptions({
    queryKey: ["explain", model, question],
    queryFn: async ({ signal }) => {
      const { explanations } = await unwrap(
        api.POST("/api/v1/models/{model}/explain", {
          params: { path: { model } },
          body: { queries: [question] },
          signal,
        }),
      );
      return { explanation: explanations[0], question };
    },
    enabled,
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
