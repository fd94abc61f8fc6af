import { Alert, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { ButtonLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { JobCurves } from "@/features/jobs/job-curves";
import { JobProvenance, JobSettings } from "@/features/jobs/job-facts";
import { JobLog } from "@/features/jobs/job-log";
import { JobProgress } from "@/features/jobs/job-progress";
import { tookSeconds } from "@/features/jobs/job-table";
import { isUnfinished } from "@/features/jobs/queries";
import type { JobStream } from "@/features/jobs/use-job-stream";
import { MetricsTable } from "@/features/reports/metrics-table";
import { ReportView } from "@/features/reports/report-view";
import { useFormat } from "@/i18n/use-language";
import { POLL_EVERY_MS } from "@/lib/event-stream";
import { at } from "@/lib/json";

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
      {job.error && (
        <Alert color="red" variant="light" title={t("job.error")} role="alert" data-testid="job-error">
          <Text size="sm" className="long-text" c="var(--mantine-color-text)">
            {job.error.detail} <Text span ff="monospace" size="xs" c="dimmed">{job.error.code}</Text>
          </Text>
          <Text size="sm" mt={6} c="var(--mantine-color-text)">
            {t("job.errorHelp")}
          </Text>
        </Alert>
      )}
      {unfinished && (
        <Panel title={t("progress.label")} actions={<StreamBadge state={stream.state} />}>
          <Stack gap="xs">
            <JobProgress job={job} live={stream.live.progress} />
            <Elapsed job={job} />
          </Stack>
        </Panel>
      )}
      {job.status === "succeeded" && <Result job={job} recipe={recipe} />}
      <Panel title={t("job.curves")} testId="curves">
        <JobCurves curves={stream.live.curves} recipe={recipe} waiting={unfinished} />
      </Panel>
      {job.status === "succeeded" && (
        <ReportView report={at(job.result, "report")} metrics={at(job.result, "metrics")} recipe={recipe} />
      )}
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
      <MetricsTable metrics={at(job.result, "metrics")} recipe={recipe} />
    </Panel>
  );
}

function Elapsed({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 1000, { autoInvoke: true });
  const elapsed = tookSeconds(job, now);
  return (
    <Text size="sm" c="dimmed" className="numeric">
      {elapsed !== undefined && `${t("progress.elapsed")} ${format.seconds(Math.max(1, Math.floor(elapsed)))}`}
      {job.attempt > 1 && ` · ${t("job.attempt", { attempt: job.attempt, max: job.max_attempts })}`}
    </Text>
  );
}

function StreamBadge({ state }: { state: JobStream["state"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = {
    connecting: t("app.connecting"),
    live: t("job.live"),
    reconnecting: t("job.reconnecting"),
    polling: t("job.polling", { duration: format.seconds(POLL_EVERY_MS / 1000) }),
    closed: t("job.ended"),
  }[state];
  return (
    <Text size="xs" c="dimmed" role="status" data-testid="stream-state" data-state={state}>
      {state === "live" ? "● " : "○ "}
      {text}
    </Text>
  );
}
