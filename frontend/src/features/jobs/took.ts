import type { Job } from "@/api/types";

/** Seconds from start to end, or to now. */
export function tookSeconds(job: Job, now = Date.now()): number | undefined {
  if (!job.started_at) return undefined;
  const end = job.finished_at ? Date.parse(job.finished_at) : now;
  return (end - Date.parse(job.started_at)) / 1000;
}
