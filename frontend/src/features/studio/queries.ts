import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Job, PictureRole, Upload, Verdict } from "@/api/types";
import { isUnfinished } from "@/features/jobs/queries";
import type { JsonRecord } from "@/lib/json";

const RESULTS_SHOWN = 60;
const VERIFY_WAIT_S = 5;

/** The sample photos or styles. */
export function picturesQuery(role: PictureRole) {
  return queryOptions({
    queryKey: ["pictures", role],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/pictures", { params: { query: { role } }, signal })),
    staleTime: Infinity,
  });
}

/** What a recipe has made and is making, newest first; canceled runs keep their last frame. */
export function madeQuery(recipe: string) {
  return queryOptions({
    queryKey: ["jobs", "list", "made", recipe],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/jobs", {
          params: {
            query: {
              recipe,
              kind: "generate",
              status: ["queued", "running", "canceling", "succeeded", "canceled", "failed"],
              limit: RESULTS_SHOWN,
            },
          },
          signal,
        }),
      ),
    refetchInterval: (query) => (query.state.data?.data.some((job) => isUnfinished(job.status)) ? 2_000 : 30_000),
  });
}

function formOf(file: Blob, name: string): FormData {
  const form = new FormData();
  form.append("file", file, name);
  return form;
}

/** Sends a picture; the service checks it and answers with its id. */
export function useUpload() {
  return useMutation({
    mutationFn: (file: File): Promise<Upload> =>
      unwrap(
        api.POST("/api/v1/uploads", {
          body: { file: "" },
          bodySerializer: () => formOf(file, file.name || "picture.png"),
        }),
      ),
  });
}

/** Changes settings of a running job. */
export function useSteer(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (params: JsonRecord) =>
      unwrap(api.POST("/api/v1/jobs/{job_id}/steer", { params: { path: { job_id: id } }, body: { params } })),
    onSuccess: (job) => client.setQueryData<Job>(["jobs", "one", id], job),
  });
}

/** Asks whether a PNG can be made again: answered at once, or by a job that recomputes it. */
export function useVerify() {
  return useMutation({
    mutationFn: async (file: Blob): Promise<Verdict> =>
      unwrap(
        api.POST("/api/v1/verify", {
          params: { header: { prefer: `wait=${String(VERIFY_WAIT_S)}` } },
          body: { file: "" },
          bodySerializer: () => formOf(file, "picture.png"),
        }),
      ),
  });
}
