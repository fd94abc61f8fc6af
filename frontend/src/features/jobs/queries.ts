import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Job, JobFork, JobStatus, JobWish } from "@/api/types";
import type { StreamEvent } from "@/lib/event-stream";

export const UNFINISHED = ["queued", "running", "canceling"] as const satisfies readonly JobStatus[];
export const STATUSES = [...UNFINISHED, "succeeded", "failed", "canceled", "expired"] as const satisfies readonly JobStatus[];
const PAGE_SIZE = 25;

export function isUnfinished(status: JobStatus): boolean {
  return UNFINISHED.some((unfinished) => unfinished === status);
}

export interface JobFilters {
  status?: JobStatus;
  recipe?: string;
  cursor?: string;
}

export function jobsQuery({ status, recipe, cursor }: JobFilters) {
  return queryOptions({
    queryKey: ["jobs", "list", { status, recipe, cursor }],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/jobs", {
          params: { query: { status: status ? [status] : undefined, recipe, cursor, limit: PAGE_SIZE } },
          signal,
        }),
      ),
    refetchInterval: (query) => (query.state.data?.data.some((job) => isUnfinished(job.status)) ? 2_000 : 10_000),
  });
}

/** Jobs that are waiting or running, for live progress in the gallery. */
export const unfinishedJobsQuery = queryOptions({
  queryKey: ["jobs", "unfinished"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/api/v1/jobs", { params: { query: { status: [...UNFINISHED], limit: 200 } }, signal })),
  refetchInterval: (query) => (query.state.data?.data.length ? 1_500 : 6_000),
});

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ["jobs", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } }, signal })),
  });
}

/** The events after a number, when the stream itself cannot be had. */
export async function pollEvents(id: string, after: number): Promise<StreamEvent[]> {
  const page = await unwrap(
    api.GET("/api/v1/jobs/{job_id}/events", {
      params: { path: { job_id: id }, query: { after, limit: 200 } },
      headers: { Accept: "application/json" },
    }),
  );
  if (typeof page === "string") return [];
  return page.data.map((item) => ({
    id: String(item.id),
    event: item.event,
    data: JSON.stringify({ at: item.at, attempt: item.attempt, ...item.data }),
  }));
}

export function estimateQuery(wish: JobWish) {
  return queryOptions({
    queryKey: ["jobs", "estimate", wish],
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/jobs:estimate", { body: wish, signal })),
    retry: false,
    staleTime: 30_000,
  });
}

export function useStartJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: JobWish) => {
      const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
      return unwrap(api.POST("/api/v1/jobs", { body: wish, params: { header: { "Idempotency-Key": key } } }));
    },
    onSuccess: (job) => {
      client.setQueryData<Job>(["jobs", "one", job.id], job);
      return client.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
}

export function useForkJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: JobFork }) =>
      unwrap(api.POST("/api/v1/jobs/{job_id}/fork", { params: { path: { job_id: id } }, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}

export function useCancelJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}

export function useRetryJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.POST("/api/v1/jobs/{job_id}/retry", { params: { path: { job_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}

export function useDeleteJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      const { error, response } = await api.DELETE("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } });
      if (!response.ok) await unwrap(Promise.resolve({ error, response }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["jobs", "list"] }),
  });
}
