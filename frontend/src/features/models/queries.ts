import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

export const PRODUCTION = "production";

export const modelsQuery = queryOptions({
  queryKey: ["models", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/models", { signal })),
  refetchInterval: 15_000,
});

export function modelQuery(model: string) {
  return queryOptions({
    queryKey: ["models", "one", model],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/models/{model}", { params: { path: { model } }, signal })),
  });
}

export function versionsQuery(model: string) {
  return queryOptions({
    queryKey: ["models", "versions", model],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/models/{model}/versions", { params: { path: { model } }, signal })),
  });
}

export function usePromote(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) =>
      unwrap(
        api.PUT("/api/v1/models/{model}/aliases/{alias}", {
          params: { path: { model, alias: PRODUCTION } },
          body: { version },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["models"] }),
  });
}

export function useRollBack(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/models/{model}/aliases/{alias}/rollback", { params: { path: { model, alias: PRODUCTION } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["models"] }),
  });
}
