import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isNotFound } from "@/api/problem";
import type { Job, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink, ButtonLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { Elapsed } from "@/features/jobs/elapsed";
import { JobActions } from "@/features/jobs/job-actions";
import { JobCurves } from "@/features/jobs/job-curves";
import { JobError } from "@/features/jobs/job-error";
import { JobProgress } from "@/features/jobs/job-progress";
import { isUnfinished, jobQuery } from "@/features/jobs/queries";
import { StatusBadge } from "@/features/jobs/status-badge";
import { StreamBadge } from "@/features/jobs/stream-badge";
import { useJobStream } from "@/features/jobs/use-job-stream";
import { MetricsTable } from "@/features/reports/metrics-table";
import { readReport } from "@/features/reports/report";
import { ReportWarnings } from "@/features/reports/report-warnings";
import { at } from "@/lib/json";

interface Props {
  jobId: string;
  recipe: Recipe;
  onClose: () => void;
}

/** The training that the address names: followed live, then its figures and where to try it. */
export function DesignerRun({ jobId, recipe, onClose }: Props) {
  const { t } = useTranslation();
  const job = useQuery({
    ...jobQuery(jobId),
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data.status) ? 2_000 : false),
  });
  if (isNotFound(job.error)) {
    return (
      <Panel title={t("designer.run")}>
        <Stack gap="xs" align="flex-start">
          <Text c="dimmed">{t("studio.runGone")}</Text>
          <Button size="xs" variant="default" onClick={onClose}>
            {t("studio.closeRun")}
          </Button>
        </Stack>
      </Panel>
    );
  }
  if (job.data) return <KnownRun key={jobId} job={job.data} recipe={recipe} onClose={onClose} />;
  if (job.isError) return <ErrorNotice error={job.error} onRetry={() => void job.refetch()} />;
  return <Skeleton height={240} />;
}

function KnownRun({ job, recipe, onClose }: { job: Job; recipe: Recipe; onClose: () => void }) {
  const { t } = useTranslation();
  const stream = useJobStream(job.id, job.queued_at);
  const running = isUnfinished(job.status);
  const model = job.model ?? job.recipe;
  return (
    <Panel
      title={t("designer.runOf", { model })}
      testId="designer-run"
      actions={
        <Group gap="xs">
          <StatusBadge status={job.status} testId="job-status" />
          {running && <StreamBadge state={stream.state} />}
          {running ? (
            <JobActions job={job} />
          ) : (
            <Button size="xs" variant="default" onClick={onClose} data-testid="close-run">
              {t("studio.closeRun")}
            </Button>
          )}
        </Group>
      }
    >
      <Stack gap="md">
        {job.error && <JobError error={job.error} />}
        {running && (
          <div>
            <JobProgress job={job} live={stream.live.progress} />
            <Elapsed job={job} />
          </div>
        )}
        {job.status === "succeeded" && (
          <>
            <Group gap="xs">
              <ButtonLink to="/play/$model" params={{ model }} data-testid="try-model">
                {t("job.tryModel")}
              </ButtonLink>
              <ButtonLink to="/jobs/$job" params={{ job: job.id }} variant="default" data-testid="open-run">
                {t("designer.report")}
              </ButtonLink>
              <ButtonLink to="/models/$model" params={{ model }} variant="default">
                {t("job.openModel")}
              </ButtonLink>
            </Group>
            <ReportWarnings warnings={readReport(at(job.result, "report")).warnings} />
            <MetricsTable
              metrics={at(job.result, "metrics")}
              report={at(job.result, "report")}
              recipe={recipe}
              dataSet={job.data_set ?? undefined}
            />
          </>
        )}
        <JobCurves curves={stream.live.curves} recipe={recipe} waiting={running} />
        {job.status !== "succeeded" && (
          <AnchorLink to="/jobs/$job" params={{ job: job.id }} size="sm">
            {t("studio.openJob")}
          </AnchorLink>
        )}
      </Stack>
    </Panel>
  );
}
