import type { Job } from "@/api/types";
import { isUnfinished, useStartJob } from "@/features/jobs/queries";
import { keptFiles } from "@/features/studio/frames";

const ATLAS = { view: "atlas" } as const;

export interface Atlas {
  /** By layer: where its thumbnail is. */
  thumbnails: Map<string, string>;
  /** The job that draws it now. */
  job: Job | undefined;
  draw: () => void;
  starting: boolean;
  error: Error | null;
}

export function isAtlas(job: Job): boolean {
  return job.params["view"] === ATLAS.view;
}

/** What each layer alone dreams: drawn once by a job of its own, then found among the results. */
export function useAtlas(jobs: Job[]): Atlas {
  const start = useStartJob();
  const drawn = jobs.find((job) => isAtlas(job) && job.status === "succeeded");
  return {
    thumbnails: new Map(drawn ? keptFiles(drawn).map(({ name, url }) => [name.replace(/\.png$/, ""), url]) : []),
    job: jobs.find((job) => isAtlas(job) && isUnfinished(job.status)),
    draw: () => start.mutate({ kind: "generate", recipe: "deep-dream", params: ATLAS, seed: 1337 }),
    starting: start.isPending,
    error: start.error,
  };
}
