import { Group, Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Job, LoggedRun, Recipe } from "@/api/types";
import { Panel } from "@/components/panel";
import { AnchorLink } from "@/components/links";
import { readFields, shownValue } from "@/components/schema-form/fields";
import { differing, metricRows } from "@/features/comparisons/differences";
import { OverlaidCurves } from "@/features/comparisons/overlaid-curves";
import { colorOf } from "@/features/comparisons/overlay";
import { Swatch } from "@/features/comparisons/swatch";
import { StatusBadge } from "@/features/jobs/status-badge";
import { useMetricNames } from "@/features/reports/metric-names";
import { useWords } from "@/i18n/use-language";

interface Props {
  runs: LoggedRun[];
  recipes: Recipe[];
}

/** Chosen runs laid over each other: curves, settings that differ, figures with the best marked. */
export function RunsView({ runs, recipes }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const jobs = runs.map(({ job }) => job);
  const recipe = recipes.find(({ name }) => name === jobs[0]?.recipe);
  return (
    <Stack gap="md" data-testid="compared-runs">
      <Panel title={t("compare.curves")} help={t("compare.curvesHelp")}>
        <OverlaidCurves
          lines={runs.map(({ history }, index) => ({ id: `run${index + 1}`, label: t("compare.run", { n: index + 1 }), history }))}
          recipe={recipe}
        />
      </Panel>
      <Panel title={t("compare.settings")} help={t("compare.settingsHelp")}>
        <Settings jobs={jobs} recipe={recipe} title={(name) => words(recipes.find((known) => known.name === name)?.title) || name} />
      </Panel>
      <Panel title={t("compare.metrics")} help={t("compare.metricsHelp")}>
        <Metrics jobs={jobs} recipe={recipe} />
      </Panel>
    </Stack>
  );
}

function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": label } }}>
      {children}
    </Table.ScrollContainer>
  );
}

function RunHeads({ jobs, first }: { jobs: Job[]; first: string }) {
  const { t } = useTranslation();
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{first}</Table.Th>
        {jobs.map((job, index) => (
          <Table.Th key={job.id}>
            <Group gap={6} wrap="nowrap">
              <Swatch color={colorOf(index)} />
              <AnchorLink to="/jobs/$job" params={{ job: job.id }} size="sm" title={job.id}>
                {t("compare.run", { n: index + 1 })}
              </AnchorLink>
            </Group>
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

function Settings({ jobs, recipe, title }: { jobs: Job[]; recipe: Recipe | undefined; title: (recipe: string) => string }) {
  const { t } = useTranslation();
  const words = useWords();
  const fields = readFields(recipe?.params_schema);
  const rows = differing(jobs);
  const named: Record<string, string> = { recipe: t("jobs.recipe"), data_set: t("compare.dataSet"), seed: t("job.seed") };
  return (
    <Wide label={t("compare.settings")}>
      <Table className="numeric" data-testid="compared-settings">
        <RunHeads jobs={jobs} first={t("job.setting")} />
        <Table.Tbody>
          <Table.Tr>
            <Table.Td>{t("jobs.status")}</Table.Td>
            {jobs.map((job) => (
              <Table.Td key={job.id}>
                <StatusBadge status={job.status} />
              </Table.Td>
            ))}
          </Table.Tr>
          {rows.map(({ name, values }) => (
            <Table.Tr key={name} data-testid={`differs-${name}`}>
              <Table.Td>{named[name] ?? (words(fields.find((field) => field.name === name)?.title) || name)}</Table.Td>
              {values.map((value, index) => (
                <Table.Td key={jobs[index]?.id ?? index} className="long-text">
                  {name === "recipe" ? title(String(value)) : shownValue(value)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function Metrics({ jobs, recipe }: { jobs: Job[]; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const names = useMetricNames(recipe);
  const rows = metricRows(jobs, recipe?.headline?.metric);
  if (rows.length === 0) return <Text c="dimmed">{t("compare.noMetrics")}</Text>;
  return (
    <Wide label={t("compare.metrics")}>
      <Table className="numeric" data-testid="compared-metrics">
        <RunHeads jobs={jobs} first={t("job.metric")} />
        <Table.Tbody>
          {rows.map(({ name, values, best }) => (
            <Table.Tr key={name}>
              <Table.Td>{names.title(name)}</Table.Td>
              {values.map((value, index) => (
                <Table.Td key={jobs[index]?.id ?? index} fw={best.includes(index) ? 700 : undefined} data-best={best.includes(index)}>
                  {value === undefined ? "–" : names.show(name, value)}
                  {best.includes(index) && ` ★ ${t("compare.best")}`}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
