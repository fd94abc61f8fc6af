import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

export const dataSetsQuery = queryOptions({
  queryKey: ["data-sets"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets", { signal })),
  staleTime: 30_000,
});
