import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import type { Progress } from "@/features/jobs/job-live";
import { readProgress } from "@/features/jobs/job-live";
import { JobProgress } from "@/features/jobs/job-progress";
import { phaseWords } from "@/features/jobs/phase-words";

const OF_DREAM = /^(octave|zoom) /;

/** The progress of a picture job: where it is in its plan, and at which step. */
export function StudioProgress({ job, live }: { job: Job; live: Progress | undefined }) {
  const { t } = useTranslation();
  const progress = live ?? readProgress(job.progress);
  return <JobProgress job={job} live={progress && { ...progress, phase: phaseText(progress) }} />;

  function phaseText({ phase, step, total }: Progress): string | undefined {
    if (step === undefined || total === undefined) return phase;
    const steps = t("studio.step", { step, total });
    return phase && OF_DREAM.test(phase) ? `${phaseWords(t, phase)} · ${steps}` : steps;
  }
}
