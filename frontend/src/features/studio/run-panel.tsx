import { Button, Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isNotFound } from "@/api/problem";
import type { Job } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink } from "@/components/links";
import { Elapsed } from "@/features/jobs/elapsed";
import { JobError } from "@/features/jobs/job-error";
import { isUnfinished, jobQuery, useCancelJob } from "@/features/jobs/queries";
import { StatusBadge } from "@/features/jobs/status-badge";
import { StreamBadge } from "@/features/jobs/stream-badge";
import { useJobStream } from "@/features/jobs/use-job-stream";
import { BeforeAfter } from "@/features/studio/before-after";
import { beforePicture, resultPicture } from "@/features/studio/frames";
import { LivePicture } from "@/features/studio/live-picture";
import { LossCurve } from "@/features/studio/loss-curve";
import { ResultActions } from "@/features/studio/result-actions";
import { SteerControl } from "@/features/studio/steer-control";
import { steerFields } from "@/features/studio/steer-fields";
import { StudioProgress } from "@/features/studio/studio-progress";
import type { Studio } from "@/features/studio/use-studio";

export interface ShownCurve {
  metric: string;
  title: string;
}

interface Props {
  studio: Studio;
  jobId: string;
  curves: ShownCurve[];
  label: string;
}

/** The run that the address names: found again after a reload, followed live, kept when it has ended. */
export function RunPanel({ studio, jobId, curves, label }: Props) {
  const { t } = useTranslation();
  const job = useQuery({
    ...jobQuery(jobId),
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data.status) ? 2_000 : false),
  });
  if (job.data) return <KnownRun key={jobId} studio={studio} job={job.data} curves={curves} label={label} />;
  if (isNotFound(job.error)) {
    return (
      <Stack gap="xs" align="flex-start">
        <Text c="dimmed">{t("studio.runGone")}</Text>
        <Button size="xs" variant="default" onClick={() => studio.show(undefined)}>
          {t("studio.closeRun")}
        </Button>
      </Stack>
    );
  }
  if (job.isError) return <ErrorNotice error={job.error} onRetry={() => void job.refetch()} />;
  return <Skeleton height={280} />;
}

function KnownRun({ studio, job, curves, label }: { studio: Studio; job: Job; curves: ShownCurve[]; label: string }) {
  const { t } = useTranslation();
  const stream = useJobStream(job.id, job.queued_at);
  const cancel = useCancelJob();
  const running = isUnfinished(job.status);
  const result = resultPicture(job);
  const before = beforePicture(job);
  const drawn = curves.filter(({ metric }) => (stream.live.curves[metric]?.length ?? 0) > 1);
  const onError = (error: Error) => notifications.show({ color: "red", message: error.message });
  return (
    <Stack gap="sm" data-testid="run" data-status={job.status} data-job={job.id}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <StatusBadge status={job.status} testId="job-status" />
          <AnchorLink to="/jobs/$job" params={{ job: job.id }} size="xs">
            {t("studio.openJob")}
          </AnchorLink>
        </Group>
        {running ? (
          <Group gap="xs">
            <StreamBadge state={stream.state} />
            <Button
              size="xs"
              variant="default"
              loading={cancel.isPending}
              disabled={job.status === "canceling"}
              onClick={() => cancel.mutate(job.id, { onError })}
              title={t("studio.stopHelp")}
              data-testid="cancel"
            >
              {t("studio.stop")}
            </Button>
          </Group>
        ) : (
          <Button size="compact-xs" variant="subtle" onClick={() => studio.show(undefined)} data-testid="close-run">
            {t("studio.closeRun")}
          </Button>
        )}
      </Group>
      {running && <StudioProgress job={job} live={stream.live.progress} />}
      {running && <Elapsed job={job} />}
      {!running && result ? (
        <BeforeAfter before={before} after={result.url} label={label} />
      ) : (
        (running || stream.live.frames.length > 0) && (
          <LivePicture frames={stream.live.frames} before={before} label={label} note={waitingNote(job)} />
        )
      )}
      {job.status === "canceled" && <Text size="sm">{t(result ? "studio.canceledKept" : "studio.canceledNothing")}</Text>}
      {job.error && <JobError error={job.error} />}
      {!running && result && (
        <ResultActions job={job} recipe={studio.recipe} onUse={() => studio.use(job.params, job.seed)} />
      )}
      {running && <SteerControl job={job} fields={steerFields(studio.recipe, job.params)} changes={stream.live.steering} />}
      {drawn.length > 0 && (
        <SimpleGrid cols={{ base: 1, sm: Math.min(3, drawn.length) }} spacing="sm">
          {drawn.map(({ metric, title }) => (
            <LossCurve
              key={metric}
              title={title}
              xLabel={t("studio.stepAxis")}
              points={stream.live.curves[metric] ?? []}
              testId={`curve-${metric}`}
            />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );

  function waitingNote(shown: Job): string | undefined {
    if (shown.status === "queued") return t("studio.waitsInQueue");
    return isUnfinished(shown.status) ? t("studio.firstFrame") : undefined;
  }
}
