import type { Job } from "@/api/types";
import { type DesignerSearch, targetText } from "@/features/designer/designer-search";
import { textAt, textsAt } from "@/lib/json";

/** The designer's address for the question of an earlier training, or for a data set. */
export function designOf(job: Job | undefined, dataSet: string | undefined): DesignerSearch {
  return {
    input: textAt(job?.params, "input"),
    task: textAt(job?.params, "task"),
    data_set: dataSet ?? job?.data_set ?? undefined,
    target: targetText(textsAt(job?.params, "target")),
    missing: textAt(job?.params, "missing"),
  };
}
