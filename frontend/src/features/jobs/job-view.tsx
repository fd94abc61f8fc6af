import { Group, SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { ButtonLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { Elapsed } from "@/features/jobs/elapsed";
import { JobCurves } from "@/features/jobs/job-curves";
import { JobError } from "@/features/jobs/job-error";
import { JobProvenance, JobSettings } from "@/features/jobs/job-facts";
import { JobLog } from "@/features/jobs/job-log";
import { JobProgress } from "@/features/jobs/job-progress";
import { JobScript } from "@/features/jobs/job-script";
import { isUnfinished } from "@/features/jobs/queries";
import { StreamBadge } from "@/features/jobs/stream-badge";
import type { JobStream } from "@/features/jobs/use-job-stream";
import { MetricsTable } from "@/features/reports/metrics-table";
import { ReportView } from "@/features/reports/report-view";
import { at } from "@/lib/json";

const JobPictures = lazy(() => import("@/features/studio/job-pictures"));

interface Props {
  job: Job;
  recipe: Recipe | undefined;
  stream: JobStream;
}

/** A job: what it does now, how it learns, and what came of it. */
export function JobView({ job, recipe, stream }: Props) {
  const { t } = useTranslation();
  const unfinished = isUnfinished(job.status);
  return (
    <Stack gap="md">
      {job.error && <JobError error={job.error} />}
      {unfinished && (
        <Panel title={t("progress.label")} actions={<StreamBadge state={stream.state} />}>
          <Stack gap="xs">
            <JobProgress job={job} live={stream.live.progress} />
            <Elapsed job={job} />
          </Stack>
        </Panel>
      )}
      {job.kind === "generate" ? (
        <Suspense fallback={<Skeleton height={280} />}>
          <JobPictures job={job} recipe={recipe} stream={stream} />
        </Suspense>
      ) : (
        job.kind === "train" && job.status === "succeeded" && <Result job={job} recipe={recipe} />
      )}
      {job.kind === "train" && (
        <Panel title={t("job.curves")} testId="curves">
          <JobCurves curves={stream.live.curves} recipe={recipe} waiting={unfinished} />
        </Panel>
      )}
      {job.kind === "train" && job.status === "succeeded" && (
        <ReportView report={at(job.result, "report")} metrics={at(job.result, "metrics")} recipe={recipe} />
      )}
      {job.kind === "train" && job.status === "succeeded" && recipe?.scripted === true && <JobScript job={job} />}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title={t("job.settings")}>
          <JobSettings job={job} recipe={recipe} />
        </Panel>
        <Panel title={t("job.provenance")}>
          <JobProvenance job={job} />
        </Panel>
      </SimpleGrid>
      <Panel title={t("job.logs")}>
        <JobLog lines={stream.live.logs} />
      </Panel>
    </Stack>
  );
}

function Result({ job, recipe }: { job: Job; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const model = job.model ?? job.recipe;
  return (
    <Panel
      title={t("job.results")}
      help={job.model_version === null ? undefined : t("job.published", { model, version: job.model_version })}
      actions={
        <Group gap="xs">
          <ButtonLink to="/play/$model" params={{ model }} data-testid="try-model">
            {t("job.tryModel")}
          </ButtonLink>
          <ButtonLink to="/models/$model" params={{ model }} variant="default">
            {t("job.openModel")}
          </ButtonLink>
        </Group>
      }
    >
      <MetricsTable
        metrics={at(job.result, "metrics")}
        report={at(job.result, "report")}
        recipe={recipe}
        dataSet={job.data_set ?? undefined}
      />
    </Panel>
  );
}
