import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { perform } from "@/features/actions/perform";
import type { JsonRecord } from "@/lib/json";

/** An action's answer, kept while the next one is on its way; keyed by the question. */
export function actionQuery(model: string, version: number, action: string, body: JsonRecord, enabled = true) {
  return queryOptions({
    queryKey: ["action", model, version, action, body],
    queryFn: ({ signal }) => perform(model, action, body, signal),
    enabled,
    retry: false,
    staleTime: 5 * 60_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** One version with its whole report. */
export function versionQuery(model: string, version: number) {
  return queryOptions({
    queryKey: ["models", "version", model, version],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/models/{model}/versions/{version}", { params: { path: { model, version } }, signal })),
    staleTime: 60_000,
  });
}
