import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Comparison, ComparisonWish, LoggedRun } from "@/api/types";
import { isUnfinished } from "@/features/jobs/queries";

const WHILE_RUNNING_MS = 1_500;

export function isGoingOn({ state }: Pick<Comparison, "state">): boolean {
  return state === "queued" || state === "running";
}

export const comparisonsQuery = queryOptions({
  queryKey: ["comparisons", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/comparisons", { params: { query: { limit: 20 } }, signal })),
  refetchInterval: (query) => (query.state.data?.data.some(isGoingOn) ? 3_000 : 15_000),
});

export function comparisonQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ["comparisons", "one", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/comparisons/{comparison_id}", { params: { path: { comparison_id: id ?? "" } }, signal })),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data && !isGoingOn(query.state.data) ? false : WHILE_RUNNING_MS),
  });
}

export function planQuery(wish: ComparisonWish | undefined) {
  return queryOptions({
    queryKey: ["comparisons", "plan", wish],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/v1/comparisons:plan", { body: wish ?? { recipe: "", params: {}, seeds: [] }, signal })),
    enabled: wish !== undefined,
    retry: false,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
}

export function useStartComparison() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: ComparisonWish) => {
      const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
      return unwrap(api.POST("/api/v1/comparisons", { body: wish, params: { header: { "Idempotency-Key": key } } }));
    },
    onSuccess: (made) => {
      client.setQueryData<Comparison>(["comparisons", "one", made.id], made);
      void client.invalidateQueries({ queryKey: ["jobs"] });
      return client.invalidateQueries({ queryKey: ["comparisons", "list"] });
    },
  });
}

export function useCancelComparison() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST("/api/v1/comparisons/{comparison_id}/cancel", { params: { path: { comparison_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["comparisons"] }),
  });
}

export function runsQuery(jobs: string[]) {
  return queryOptions({
    queryKey: ["comparisons", "runs", jobs],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/comparisons:runs", { params: { query: { job: jobs } }, signal })),
    enabled: jobs.length > 0,
    refetchInterval: (query) => (query.state.data?.data.some(runs) ? WHILE_RUNNING_MS : false),
  });
}

function runs({ job }: LoggedRun): boolean {
  return isUnfinished(job.status);
}
