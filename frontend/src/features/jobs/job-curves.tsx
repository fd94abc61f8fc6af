import { Alert, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { type FoldCurves, groupCurves, groupFolds, type MetricCurve } from "@/features/jobs/curves";
import type { Point } from "@/features/jobs/job-live";
import { isHeadline, useCurveMetric } from "@/features/reports/metric-names";
import { useFormat } from "@/i18n/use-language";

const CurveChart = lazy(() => import("@/components/charts/curve-chart"));

interface Props {
  curves: Record<string, Point[]>;
  recipe: Recipe | undefined;
  waiting: boolean;
}

/** Training beside validation, a chart a metric, as they grow. */
export function JobCurves({ curves, recipe, waiting }: Props) {
  const { t } = useTranslation();
  const groups = groupCurves(curves);
  const folds = groupFolds(curves);
  if (groups.length === 0) return <Text c="dimmed">{waiting ? t("job.curvesWaiting") : t("job.curvesNone")}</Text>;
  return (
    <SimpleGrid cols={{ base: 1, md: groups.length + folds.length > 1 ? 2 : 1 }}>
      {groups.map((curve) => (
        <OneCurve key={curve.metric} curve={curve} recipe={recipe} />
      ))}
      {folds.map((group) => (
        <FoldCurve key={group.metric} group={group} recipe={recipe} />
      ))}
    </SimpleGrid>
  );
}

const FOLD_COLORS = ["teal.6", "orange.6", "violet.5", "pink.5", "blue.5", "lime.7", "red.5", "cyan.6", "yellow.7", "grape.5"];

function FoldCurve({ group, recipe }: { group: FoldCurves; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const { title, show } = useCurveMetric(group.metric, recipe);
  const heading = t("job.foldCurves", { metric: title });
  return (
    <Stack gap={4} miw={0}>
      <Text fw={600} component="h3" m={0}>
        {heading}
      </Text>
      <Suspense fallback={<Skeleton height={280} />}>
        <CurveChart
          rows={group.rows}
          x="epoch"
          xLabel={t("job.epoch")}
          series={group.folds.map((fold, index) => ({
            name: `fold${fold}`,
            label: t("report.foldN", { n: fold }),
            color: FOLD_COLORS[index % FOLD_COLORS.length] ?? "gray.6",
          }))}
          best={undefined}
          reference={undefined}
          formatValue={show}
          summary={heading}
          testId={`curve-folds-${group.metric}`}
        />
      </Suspense>
    </Stack>
  );
}

function OneCurve({ curve, recipe }: { curve: MetricCurve; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { title, show } = useCurveMetric(curve.metric, recipe);
  const headline = recipe?.headline;
  const book = headline && isHeadline(curve.metric, headline.metric) ? (headline.book_figure ?? undefined) : undefined;
  const best = curve.best && curve.rows.length > 1 ? curve.best : undefined;
  const bestText = curve.best && t("job.best", { epoch: curve.best.epoch, value: show(curve.best.value) });
  const series = [
    ...(curve.hasTraining
      ? [{ name: "training", label: t("job.training"), color: "var(--ch-line-training)", dashed: true }]
      : []),
    ...(curve.hasValidation ? [{ name: "validation", label: t("job.validation"), color: "var(--ch-line-validation)" }] : []),
  ];
  return (
    <Stack gap={4} miw={0}>
      <Text fw={600} component="h3" m={0}>
        {title}
      </Text>
      <Suspense fallback={<Skeleton height={280} />}>
        <CurveChart
          rows={curve.rows}
          x="epoch"
          xLabel={t("job.epoch")}
          series={series}
          best={best && { x: best.epoch }}
          reference={book === undefined ? undefined : { y: book, label: t("job.bookLine", { value: show(book), data: recipe?.data_sets[0] ?? "" }) }}
          formatValue={show}
          summary={`${title}. ${bestText ?? ""}`}
          testId={`curve-${curve.metric}`}
        />
      </Suspense>
      <Text size="sm" c="dimmed" className="numeric">
        {bestText}
      </Text>
      {curve.overfitsAfter !== undefined && (
        <Alert variant="light" color="orange" p="xs" role="note">
          <Text size="sm" c="var(--mantine-color-text)">
            {t("job.overfit", { epoch: format.number(curve.overfitsAfter) })}
          </Text>
        </Alert>
      )}
    </Stack>
  );
}
