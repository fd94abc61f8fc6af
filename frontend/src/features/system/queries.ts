import { queryOptions } from "@tanstack/react-query";
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
