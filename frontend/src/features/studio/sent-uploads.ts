import type { Job } from "@/api/types";
import { readChoice } from "@/features/studio/picture-choice";

const KEPT = 6;

/** Ids of the pictures that people sent for earlier runs, newest first. */
export function sentUploads(jobs: Job[]): string[] {
  const choices = jobs.flatMap(({ params }) => Object.values(params).map(readChoice));
  const ids = choices.flatMap((choice) => (choice && "upload" in choice ? [choice.upload] : []));
  return [...new Set(ids)].slice(0, KEPT);
}
