import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { DataSet } from "@/api/types";

export const dataSetsQuery = queryOptions({
  queryKey: ["data-sets"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets", { signal })),
  staleTime: 30_000,
});

/** What a built-in data set holds; the service reads it when it is asked for the first time. */
export function profileQuery(name: string) {
  return queryOptions({
    queryKey: ["data-sets", "profile", name],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets/{name}/profile", { params: { path: { name } }, signal })),
    retry: false,
    staleTime: Infinity,
  });
}

export const FORMATS = ["csv", "csv-series", "jsonl", "text", "images-zip", "sounds-zip", "npz"] as const;
export type Format = (typeof FORMATS)[number];

export function isFormat(text: string | null | undefined): text is Format {
  return FORMATS.some((format) => format === text);
}

/** What the service says a file is, before it becomes a data set. */
export function checkQuery(upload: string | undefined, format: Format | undefined) {
  return queryOptions({
    queryKey: ["data-sets", "check", upload, format],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/v1/datasets:check", { body: { upload: upload ?? "", ...(format ? { format } : {}) }, signal })),
    enabled: upload !== undefined,
    retry: false,
    staleTime: Infinity,
  });
}

interface NewDataSet {
  name: string;
  upload: string;
  format: Format | undefined;
}

export function useSaveDataSet() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, upload, format }: NewDataSet): Promise<DataSet> => {
      const wish = { name, upload, ...(format ? { format } : {}) };
      return unwrap(api.POST("/api/v1/datasets", { body: wish }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["data-sets"], exact: true }),
  });
}

export function useDeleteDataSet() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => {
      const { error, response } = await api.DELETE("/api/v1/datasets/{name}", { params: { path: { name } } });
      if (!response.ok) await unwrap(Promise.resolve({ error, response }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["data-sets"], exact: true }),
  });
}

/** Where the file that was uploaded can be had again. */
export function fileUrl(name: string): string {
  return `/api/v1/datasets/${encodeURIComponent(name)}/file`;
}
