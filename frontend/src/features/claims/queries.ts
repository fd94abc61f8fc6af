import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Claim } from "@/api/types";

export function unfinishedRuns(claim: Claim): string[] {
  return [...new Set(claim.seeds.flatMap(({ unfinished }) => unfinished))];
}

export const claimsQuery = queryOptions({
  queryKey: ["claims"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/claims", { signal })),
  refetchInterval: (query) => (query.state.data?.data.some((claim) => unfinishedRuns(claim).length > 0) ? 2_500 : 30_000),
});

export function useRunClaim() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST("/api/v1/claims/{claim_id}/run", { params: { path: { claim_id: id } }, body: {} })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      return client.invalidateQueries({ queryKey: ["claims"] });
    },
  });
}
