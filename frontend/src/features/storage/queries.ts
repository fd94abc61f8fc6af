import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { StorageItem } from "@/api/types";

export const storageQuery = queryOptions({
  queryKey: ["storage"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/storage", { signal })),
  refetchInterval: 30_000,
});

/** A look at the store, or a sweep that deletes. */
export function useSweep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (dryRun: boolean) => unwrap(api.POST("/api/v1/storage/sweep", { body: { dry_run: dryRun } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["storage"] }),
  });
}

/** Delete the job, version, data set or upload that an item is. */
export function useDeleteItem() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (item: StorageItem) => {
      const { error, response } = await send(item);
      if (!response.ok) await unwrap(Promise.resolve({ error, response }));
    },
    onSettled: () => client.invalidateQueries(),
  });
}

function send(item: StorageItem): Promise<{ error?: unknown; response: Response }> {
  if (item.model !== null && item.version !== null) {
    const path = { model: item.model, version: item.version };
    return api.DELETE("/api/v1/models/{model}/versions/{version}", { params: { path } });
  }
  if (item.data_set !== null) return api.DELETE("/api/v1/datasets/{name}", { params: { path: { name: item.data_set } } });
  if (item.upload_id !== null) {
    return api.DELETE("/api/v1/uploads/{upload_id}", { params: { path: { upload_id: item.upload_id } } });
  }
  return api.DELETE("/api/v1/jobs/{job_id}", { params: { path: { job_id: item.job_id ?? "" } } });
}
