import { Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { colorOf, type Line, overlay, type OverlayChart } from "@/features/comparisons/overlay";
import { Swatch } from "@/features/comparisons/swatch";
import { useCurveMetric } from "@/features/reports/metric-names";

const CurveChart = lazy(() => import("@/components/charts/curve-chart"));

interface Props {
  lines: Line[];
  recipe: Recipe | undefined;
}

/** A chart a figure, every run in a colour of its own, the same in all charts. */
export function OverlaidCurves({ lines, recipe }: Props) {
  const { t } = useTranslation();
  const charts = overlay(lines);
  if (charts.length === 0) return <Text c="dimmed">{t("job.curvesWaiting")}</Text>;
  return (
    <Stack gap="sm" data-testid="overlaid-curves">
      <Group component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
        {lines.map(({ id, label }, index) => (
          <Group key={id} component="li" gap={6} wrap="nowrap">
            <Swatch color={colorOf(index)} />
            <Text size="sm">{label}</Text>
          </Group>
        ))}
      </Group>
      <SimpleGrid cols={{ base: 1, md: charts.length > 1 ? 2 : 1 }}>
        {charts.map((chart) => (
          <OneChart key={chart.metric} chart={chart} lines={lines} recipe={recipe} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function OneChart({ chart, lines, recipe }: { chart: OverlayChart; lines: Line[]; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const validation = chart.metric.startsWith("val_");
  const { title, show } = useCurveMetric(chart.metric.replace(/^val_/, ""), recipe);
  const heading = t("compare.chart", { metric: title, part: validation ? t("job.validation") : t("job.training") });
  const series = lines.flatMap(({ id, label }, index) =>
    chart.ids.includes(id) ? [{ name: id, label, color: colorOf(index), dashed: index % 2 === 1 }] : [],
  );
  return (
    <Stack gap={4} miw={0}>
      <Text fw={600} component="h3" m={0}>
        {heading}
      </Text>
      <Suspense fallback={<Skeleton height={280} />}>
        <CurveChart
          rows={chart.rows}
          x="epoch"
          xLabel={t("job.epoch")}
          series={series}
          best={undefined}
          reference={undefined}
          formatValue={show}
          summary={`${heading}: ${series.map(({ label }) => label).join(", ")}`}
          testId={`overlay-${chart.metric}`}
          height={280}
          legend={false}
        />
      </Suspense>
    </Stack>
  );
}
