import { Paper, Table, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "@/components/links";
import type { Job, Recipe } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import classes from "@/features/jobs/job-table.module.css";
import { JobProgress } from "@/features/jobs/job-progress";
import { isUnfinished } from "@/features/jobs/queries";
import { StatusBadge } from "@/features/jobs/status-badge";
import { tookSeconds } from "@/features/jobs/took";
import { useFormat, useWords } from "@/i18n/use-language";
import { numberAt } from "@/lib/json";

interface Props {
  jobs: Job[];
  recipes: Recipe[];
  onCancel: (id: string) => void;
}

/** Jobs, one a row. */
export function JobTable({ jobs, recipes, onCancel }: Props) {
  const { t } = useTranslation();
  return (
    <Paper className="panel" p="xs">
      <Table verticalSpacing="sm" highlightOnHover className={classes.jobs}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("jobs.recipe")}</Table.Th>
            <Table.Th>{t("jobs.status")}</Table.Th>
            <Table.Th className={classes.outcome}>{t("jobs.headline")}</Table.Th>
            <Table.Th>{t("jobs.created")}</Table.Th>
            <Table.Th>{t("jobs.took")}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t("common.actions")}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} recipe={recipes.find(({ name }) => name === job.recipe)} onCancel={onCancel} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function JobRow({ job, recipe, onCancel }: { job: Job; recipe: Recipe | undefined; onCancel: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const cancelable = job.status === "queued" || job.status === "running";
  return (
    <Table.Tr data-testid="job-row">
      <Table.Td>
        <AnchorLink  to="/jobs/$job" params={{ job: job.id }} fw={600} size="sm">
          {recipe ? words(recipe.title) : job.recipe}
        </AnchorLink>
        <Text size="xs" c="dimmed" ff="monospace">
          {job.id.slice(0, 18)}
        </Text>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={job.status} />
      </Table.Td>
      <Table.Td>{isUnfinished(job.status) ? <JobProgress job={job} /> : <Outcome job={job} recipe={recipe} />}</Table.Td>
      <Table.Td className="numeric">
        <Text size="sm" title={format.dateTime(job.created_at)}>
          {format.ago(job.created_at)}
        </Text>
      </Table.Td>
      <Table.Td className="numeric">
        <Text size="sm">{format.seconds(tookSeconds(job))}</Text>
      </Table.Td>
      <Table.Td ta="right">
        {cancelable && (
          <ConfirmButton
            size="xs"
            label={t("common.cancel")}
            ariaLabel={t("jobs.cancelJob", { id: job.id })}
            title={t("job.cancelTitle")}
            text={t("job.cancelText")}
            keep={t("job.keepRunning")}
            danger
            onConfirm={() => onCancel(job.id)}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Outcome({ job, recipe }: { job: Job; recipe: Recipe | undefined }) {
  const format = useFormat();
  const words = useWords();
  if (job.error) {
    return (
      <Text size="sm" lineClamp={2} c="var(--mantine-color-error)" className="long-text">
        {job.error.detail}
      </Text>
    );
  }
  const headline = recipe?.headline;
  const figure = headline && numberAt(job.result, "metrics", headline.metric);
  if (!headline || figure === undefined) return <Text size="sm">–</Text>;
  return (
    <Text size="sm" className="numeric">
      {words(headline.title)} <b>{format.figure(figure, headline.unit)}</b>
    </Text>
  );
}
