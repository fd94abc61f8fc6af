import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError, unwrap } from "@/api/problem";
import { perform } from "@/features/actions/perform";
import { type Photo, type PhotoExample, photoSource } from "@/features/images/photo";

type PhotoQuery = { image: string } | { upload: string };

/** The photo as the API takes it: the id of an upload, or the file in base64. */
export function photoQuery(photo: Photo, examples: readonly PhotoExample[]) {
  return queryOptions({
    queryKey: ["photos", "query", photo, "example" in photo ? examples[photo.example]?.image : undefined],
    queryFn: ({ signal }): Promise<PhotoQuery> => asked(photo, examples, signal),
    retry: false,
    staleTime: Infinity,
  });
}

async function asked(photo: Photo, examples: readonly PhotoExample[], signal: AbortSignal): Promise<PhotoQuery> {
  if ("upload" in photo) return { upload: photo.upload };
  if ("example" in photo) return { image: examples[photo.example]?.image ?? "" };
  const response = await fetch(photoSource(photo, examples), { signal });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  return { image: await base64(await response.blob()) };
}

function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const address = String(reader.result);
      resolve(address.slice(address.indexOf(",") + 1));
    });
    reader.addEventListener("error", () => reject(new Error("The file could not be read.")));
    reader.readAsDataURL(file);
  });
}

function call<Answer>(name: string, model: string, version: number, photo: Photo, query: PhotoQuery | undefined, run: (query: PhotoQuery, signal: AbortSignal) => Promise<Answer>) {
  return queryOptions({
    queryKey: ["photos", name, model, version, photo],
    queryFn: ({ signal }) => run(query ?? { image: "" }, signal),
    enabled: query !== undefined,
    retry: false,
    staleTime: 5 * 60_000,
    gcTime: 60_000,
  });
}

export function classesQuery(model: string, version: number, photo: Photo, query: PhotoQuery | undefined) {
  return call("predict", model, version, photo, query, async (wish, signal) => {
    const started = performance.now();
    const { answers } = await unwrap(
      api.POST("/api/v1/models/{model}/predict", { params: { path: { model } }, body: { queries: [wish] }, signal }),
    );
    return { answer: answers[0], seconds: (performance.now() - started) / 1000 };
  });
}

export function heatQuery(model: string, version: number, photo: Photo, query: PhotoQuery | undefined) {
  return call("explain", model, version, photo, query, async (wish, signal) => {
    const { explanations } = await unwrap(
      api.POST("/api/v1/models/{model}/explain", { params: { path: { model } }, body: { queries: [wish] }, signal }),
    );
    return explanations[0];
  });
}

export function inspectQuery(model: string, version: number, photo: Photo, query: PhotoQuery | undefined) {
  return call("inspect", model, version, photo, query, (wish, signal) => perform(model, "inspect", wish, signal));
}
