/** Which of a job's pictures to show. */

import type { Job } from "@/api/types";
import type { Frame } from "@/features/jobs/job-shown";
import { pictureUrl, readChoice } from "@/features/studio/picture-choice";
import { numberAt, recordsAt, textAt } from "@/lib/json";

const TRIED = 6;
const LAST_FRAME = "last-frame.png";

/** The newest frame that has not failed to load; a killed attempt's frames may be gone from the server. */
export function newestFrame(frames: Frame[], failed: ReadonlySet<string>): Frame | undefined {
  const newest = frames.slice(-TRIED).reverse();
  return newest.find(({ url }) => !failed.has(url));
}

/** A file that people may want to keep. */
export interface KeptFile {
  name: string;
  url: string;
  mediaType: string;
  bytes: number;
}

/** Everything a job made, the result first: not its live frames. A canceled job keeps its last one. */
export function keptFiles(job: Pick<Job, "result" | "artifacts">): KeptFile[] {
  const results = recordsAt(job.result, "files").map((file) => ({
    name: textAt(file, "name") ?? "",
    url: `/api/v1/artifacts/sha256-${textAt(file, "sha256") ?? ""}`,
    mediaType: textAt(file, "media_type") ?? "",
    bytes: numberAt(file, "bytes") ?? 0,
  }));
  const last = job.artifacts.find(({ name }) => name === LAST_FRAME);
  if (results.length > 0 || !last) return results;
  return [{ name: last.name, url: last.url, mediaType: last.media_type, bytes: last.bytes }];
}

/** The picture a job ended with. */
export function resultPicture(job: Pick<Job, "result" | "artifacts">): KeptFile | undefined {
  return keptFiles(job)[0];
}

export function thumbnailUrl(url: string, size: 64 | 128 | 256 | 512): string {
  return `${url}?size=${String(size)}`;
}

/** The picture that a job started from, to lay beside its result. */
export function beforePicture(job: Pick<Job, "params">): string | undefined {
  const choice = readChoice(job.params["photo"]) ?? readChoice(job.params["content"]);
  return choice && job.params["view"] !== "atlas" ? pictureUrl(choice) : undefined;
}
