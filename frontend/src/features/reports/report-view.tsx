import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { Panel } from "@/components/panel";
import { ConfusionMatrix } from "@/features/reports/confusion-matrix";
import { Folds } from "@/features/reports/folds";
import { Misclassified } from "@/features/reports/misclassified";
import { readReport } from "@/features/reports/report";
import { Topics } from "@/features/reports/topics";
import { useFormat } from "@/i18n/use-language";
import { numberAt } from "@/lib/json";
import { niceTicks } from "@/lib/ticks";

const XyChart = lazy(() => import("@/components/charts/xy-chart"));

interface Props {
  report: unknown;
  metrics: unknown;
  recipe: Recipe | undefined;
}

/** Everything a training measured beyond its figures; shows what there is. */
export function ReportView({ report, metrics, recipe }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = readReport(report);
  const share = (value: number) => format.percent(value, 0);
  const auc = numberAt(metrics, "roc_auc");
  const unit: [number, number] = [0, 1];
  const charts: ReactNode[] = [];

  if (known.roc.length > 1) {
    const title = auc === undefined ? t("report.roc") : `${t("report.roc")}: ${t("report.auc", { value: format.number(auc, 3) })}`;
    charts.push(
      <Panel key="roc" title={title}>
        <XyChart
          points={known.roc}
          name={t("report.model")}
          kind="line"
          xLabel={t("report.rocX")}
          yLabel={t("report.rocY")}
          xDomain={unit}
          yDomain={unit}
          diagonal={{ label: t("report.chance"), from: [0, 0], to: [1, 1] }}
          formatX={share}
          formatY={share}
          summary={title}
          testId="roc"
        />
      </Panel>,
    );
  }
  if (known.pr.length > 1) {
    charts.push(
      <Panel key="pr" title={t("report.pr")}>
        <XyChart
          points={known.pr}
          name={t("report.model")}
          kind="line"
          xLabel={t("report.prX")}
          yLabel={t("report.prY")}
          xDomain={unit}
          yDomain={unit}
          formatX={share}
          formatY={share}
          summary={t("report.pr")}
          testId="pr"
        />
      </Panel>,
    );
  }
  if (known.calibration.length > 0) {
    charts.push(
      <Panel key="calibration" title={t("report.calibration")} help={t("report.calibrationHelp")}>
        <XyChart
          points={known.calibration}
          name={t("report.model")}
          kind="line-with-dots"
          xLabel={t("report.calibrationX")}
          yLabel={t("report.calibrationY")}
          xDomain={unit}
          yDomain={unit}
          diagonal={{ label: t("report.perfect"), from: [0, 0], to: [1, 1] }}
          formatX={share}
          formatY={share}
          summary={t("report.calibration")}
          testId="calibration"
        />
      </Panel>,
    );
  }
  if (known.residuals.length > 0) {
    const all = known.residuals.flatMap(({ x, y }) => [x, y]);
    const ticks = niceTicks(Math.min(0, ...all), Math.max(...all));
    const range: [number, number] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
    const price = (value: number) => format.usd(value);
    charts.push(
      <Panel key="residuals" title={t("report.residuals")} help={t("report.residualsHelp")}>
        <XyChart
          points={known.residuals}
          name={t("report.model")}
          kind="scatter"
          xLabel={t("report.actual")}
          yLabel={t("report.predicted")}
          xDomain={range}
          yDomain={range}
          diagonal={{ label: t("report.perfect"), from: [range[0], range[0]], to: [range[1], range[1]] }}
          formatX={price}
          formatY={price}
          summary={t("report.residuals")}
          testId="residuals"
        />
      </Panel>,
    );
  }
  if (known.folds.length > 0) {
    charts.push(
      <Panel key="folds" title={t("report.folds")} testId="folds">
        <Folds folds={known.folds} recipe={recipe} />
      </Panel>,
    );
  }

  return (
    <Suspense fallback={<Skeleton height={300} />}>
      <Stack gap="md">
        {known.confusion && (
          <Panel title={t("report.confusion")} help={t("report.confusionHelp")} testId="confusion">
            <ConfusionMatrix {...known.confusion} />
          </Panel>
        )}
        {charts.length > 0 && <SimpleGrid cols={{ base: 1, md: 2 }}>{charts}</SimpleGrid>}
        {known.topics.length > 0 && (
          <Panel title={t("report.perClass")}>
            <Topics topics={known.topics} />
          </Panel>
        )}
        {known.misclassified.length > 0 && (
          <Panel title={t("report.misclassified")} help={t("report.misclassifiedHelp")}>
            <Misclassified rows={known.misclassified} />
          </Panel>
        )}
        {known.empty && <Text c="dimmed">{t("report.none")}</Text>}
      </Stack>
    </Suspense>
  );
}
