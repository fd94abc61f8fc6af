import { defaultStringifySearch } from "@tanstack/react-router";
import type { Job } from "@/api/types";
import type { Field } from "@/components/schema-form/fields";
import { searchOf } from "@/features/studio/settings";

/** An address that opens the studio with every setting of a run, and the run itself where it is still kept. */
export function shareLink(job: Pick<Job, "id" | "recipe" | "params" | "seed">, fields: Field[]): string {
  const search = { ...searchOf(fields, job.params), seed: job.seed, job: job.id };
  return `${window.location.origin}/play/${encodeURIComponent(job.recipe)}${defaultStringifySearch(search)}`;
}
