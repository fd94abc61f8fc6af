import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

/** Ready or not; a 503 is an answer too. Only silence is an error. */
export const readinessQuery = queryOptions({
  queryKey: ["health", "ready"],
  queryFn: async ({ signal }) => {
    const { data, error, response } = await api.GET("/api/v1/health/ready", { signal });
    if (response.status !== 200 && response.status !== 503) throw new Error(String(response.status));
    return { ready: response.ok, body: data ?? error ?? null };
  },
  refetchInterval: (query) => (query.state.status === "error" ? 3_000 : 10_000),
  refetchIntervalInBackground: false,
  retry: false,
});

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/system", { signal })),
  refetchInterval: 3_000,
});

/** Take a worker out of service, once its job has ended; or let it take jobs again. */
export function useDrain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ worker, resume }: { worker: string; resume: boolean }) => {
      const params = { path: { worker } };
      return resume
        ? unwrap(api.POST("/api/v1/workers/{worker}/resume", { params }))
        : unwrap(api.POST("/api/v1/workers/{worker}/drain", { params, body: { jobs: "finish" } }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["system"] }),
  });
}
