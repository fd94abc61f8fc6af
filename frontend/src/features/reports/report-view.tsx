import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { Panel } from "@/components/panel";
import { ConfusionMatrix } from "@/features/reports/confusion-matrix";
import { DataReport } from "@/features/reports/data-report";
import { Folds } from "@/features/reports/folds";
import { LabelsTable } from "@/features/reports/labels-table";
import { Misclassified } from "@/features/reports/misclassified";
import { OutputsTable } from "@/features/reports/outputs-table";
import { readReport } from "@/features/reports/report";
import { ReportWarnings } from "@/features/reports/report-warnings";

const ClassifierCurves = lazy(() => import("@/features/reports/classifier-curves"));
const ResidualsChart = lazy(() => import("@/features/reports/residuals-chart"));

interface Props {
  report: unknown;
  metrics: unknown;
  recipe: Recipe | undefined;
}

/** Everything a training measured beyond its figures; shows what there is. */
export function ReportView({ report, metrics, recipe }: Props) {
  const { t } = useTranslation();
  const known = readReport(report);
  const classifier = known.roc.length > 1 || known.pr.length > 1 || known.calibration.length > 0;
  const curves = [known.roc, known.pr, known.calibration].filter((curve) => curve.length > 1).length;
  const charts = curves + known.residuals.length + Number(known.folds.length > 0);
  const drawn = classifier || charts > 0;
  return (
    <Suspense fallback={<Skeleton height={300} />}>
      <Stack gap="md">
        <ReportWarnings warnings={known.warnings} />
        {known.confusion && (
          <Panel title={t("report.confusion")} help={t("report.confusionHelp")} testId="confusion">
            <ConfusionMatrix {...known.confusion} />
          </Panel>
        )}
        {drawn && (
          <SimpleGrid cols={{ base: 1, md: charts > 1 ? 2 : 1 }}>
            {classifier && <ClassifierCurves known={known} report={report} metrics={metrics} />}
            {known.residuals.map((residuals) => (
              <ResidualsChart key={residuals.name} residuals={residuals} />
            ))}
            {known.folds.length > 0 && (
              <Panel title={t("report.folds")} testId="folds">
                <Folds folds={known.folds} recipe={recipe} />
              </Panel>
            )}
          </SimpleGrid>
        )}
        <DataReport report={report} recipe={recipe} />
        {known.outputs.length > 1 && (
          <Panel title={t("report.outputs")} help={t("report.outputsHelp")}>
            <OutputsTable outputs={known.outputs} recipe={recipe} />
          </Panel>
        )}
        {known.topics.length > 0 && (
          <Panel title={t("report.perClass")}>
            <LabelsTable labels={known.topics} testId="topics-table" />
          </Panel>
        )}
        {known.labels.length > 0 && (
          <Panel title={t("report.perLabel")}>
            <LabelsTable labels={known.labels} testId="labels-table" />
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
