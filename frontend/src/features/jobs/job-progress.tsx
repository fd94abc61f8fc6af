import { Group, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { useFormat } from "@/i18n/use-language";
import { readProgress, type Progress as Known } from "@/features/jobs/job-live";
import { phaseWords } from "@/features/jobs/phase-words";

interface Props {
  job: Job;
  /** Fresher than the job itself, when a stream is open. */
  live?: Known | undefined;
}

/** What a waiting or running job is doing: place in the queue, or phase, share and time left. */
export function JobProgress({ job, live }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = live ?? readProgress(job.progress);
  const fraction = progress?.fraction;

  if (job.status === "queued") {
    const position = job.queue.position;
    const ahead = job.queue.ahead_cost_s;
    return (
      <Text size="sm" c="dimmed" role="status" className="numeric" data-testid="queue-position">
        {position === null ? t("progress.queued") : t("progress.position", { position: format.number(position) })}
        {ahead !== null && ahead > 0 && ` · ${t("progress.ahead", { duration: format.seconds(ahead) })}`}
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      <Progress
        value={(fraction ?? 0) * 100}
        animated={job.status === "running" && fraction === undefined}
        striped={fraction === undefined}
        size="md"
        aria-label={t("progress.label")}
        data-testid="progress"
      />
      <Group justify="space-between" gap="xs">
        <Text size="sm" className="numeric" data-testid="phase">
          {job.status === "canceling" ? t("progress.canceling") : doing(progress)}
        </Text>
        <Text size="sm" c="dimmed" className="numeric">
          {fraction !== undefined && format.percent(fraction, 0)}
          {progress?.etaS !== undefined && ` · ${t("progress.eta")} ${format.seconds(progress.etaS)}`}
        </Text>
      </Group>
    </Stack>
  );

  function doing(known: Known | undefined): string {
    return (known?.phase && phaseWords(t, known.phase)) || steps(known) || t("progress.starting");
  }

  function steps(known: Known | undefined): string | undefined {
    if (known?.step === undefined || known.total === undefined) return undefined;
    return t("progress.step", { step: format.number(known.step), total: format.number(known.total) });
  }
}
