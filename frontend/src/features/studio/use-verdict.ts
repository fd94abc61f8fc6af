import { useQuery } from "@tanstack/react-query";
import type { Job, Verdict } from "@/api/types";
import { isUnfinished, jobQuery } from "@/features/jobs/queries";
import { useVerify } from "@/features/studio/queries";
import { at, textAt } from "@/lib/json";

export type VerdictState = "asked" | "sending" | "computing" | "equal" | "different" | "failed";

export interface AskedVerdict {
  state: VerdictState;
  answer: Verdict | undefined;
  job: Job | undefined;
  recomputed: string | undefined;
  error: Error | null;
  ask: (file: Blob) => void;
}

/** Asks whether a PNG can be made again, and follows the job that recomputes it. */
export function useVerdict(): AskedVerdict {
  const verify = useVerify();
  const answer = verify.data;
  const id = answer?.job?.id;
  const followed = useQuery({
    ...jobQuery(id ?? ""),
    enabled: id !== undefined && answer?.equal === null,
    refetchInterval: ({ state }) => (state.data && !isUnfinished(state.data.status) ? false : 1_000),
  });
  const job = followed.data ?? answer?.job ?? undefined;
  const found = answer?.equal ?? at(job?.result, "equal");
  return {
    state: stateOf(),
    answer,
    job,
    recomputed: answer?.recomputed ?? textAt(job?.result, "recomputed"),
    error: verify.error,
    ask: (file) => verify.mutate(file),
  };

  function stateOf(): VerdictState {
    if (verify.isPending) return "sending";
    if (verify.isError) return "failed";
    if (!answer) return "asked";
    if (typeof found === "boolean") return found ? "equal" : "different";
    return job && isUnfinished(job.status) ? "computing" : "failed";
  }
}
