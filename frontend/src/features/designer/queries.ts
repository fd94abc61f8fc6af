import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError } from "@/api/problem";
import { send } from "@/api/send";
import { readCatalogue, readPlan } from "@/features/designer/design";
import { isRecord } from "@/lib/json";

async function json(path: string, init: RequestInit): Promise<unknown> {
  const response = await send(path, init);
  const body: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, isRecord(body) ? body : {});
  return body;
}

export const catalogueQuery = queryOptions({
  queryKey: ["designer"],
  queryFn: async ({ signal }) => readCatalogue(await json("/api/v1/designer", { signal })),
  staleTime: Infinity,
});

export interface PlanWish {
  input: string;
  task: string;
  data_set?: string;
  target?: string[];
  missing?: string;
  architecture?: string;
}

export function planQuery(wish: PlanWish | undefined) {
  return queryOptions({
    queryKey: ["designer", "plan", wish],
    queryFn: async ({ signal }) =>
      readPlan(
        await json("/api/v1/designer/plan", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(wish),
          signal,
        }),
      ),
    enabled: wish !== undefined,
    retry: false,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
