import { Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Point } from "@/features/jobs/job-live";
import { rowsOf } from "@/features/timeline/epochs";
import { useFormat } from "@/i18n/use-language";

const CurveChart = lazy(() => import("@/components/charts/curve-chart"));

/** One curve: the name of its figure, what it is called, how it looks. */
export interface LossName {
  name: string;
  title: string;
  color: string;
  dashed?: boolean;
  /** Curves of one chart share this; the heading of the chart. */
  chart: string;
}

interface Props {
  curves: Record<string, Point[]>;
  losses: readonly LossName[];
  epoch: number;
}

/** The losses over the epochs, the one that is shown marked. */
export function LossChart({ curves, losses, epoch }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const charts = [...new Set(losses.map(({ chart }) => chart))];
  return (
    <Stack gap="sm" miw={0}>
      {charts.map((chart) => {
        const known = losses.filter((loss) => loss.chart === chart && (curves[loss.name]?.length ?? 0) > 0);
        if (known.length === 0) return null;
        const rows = rowsOf(curves, known.map(({ name }) => name));
        const here = rows.find((row) => row["epoch"] === epoch);
        const values = known.map(({ name, title }) => `${title} ${format.number(here?.[name])}`).join(" · ");
        return (
          <div key={chart}>
            <Text fw={600} component="h3" m={0} size="sm">
              {chart}
            </Text>
            <Suspense fallback={<Skeleton height={200} />}>
              <CurveChart
                rows={rows}
                x="epoch"
                xLabel={t("job.epoch")}
                series={known.map(({ name, title, color, dashed }) => ({ name, label: title, color, ...(dashed ? { dashed } : {}) }))}
                best={{ x: epoch }}
                reference={undefined}
                formatValue={(value) => format.number(value)}
                summary={`${chart}. ${t("timeline.atEpoch", { epoch, values })}`}
                testId={`losses-${known[0]?.name ?? ""}`}
                height={charts.length > 1 ? 190 : 280}
              />
            </Suspense>
            <Text size="xs" c="dimmed" className="numeric">
              {t("timeline.atEpoch", { epoch, values })}
            </Text>
          </div>
        );
      })}
    </Stack>
  );
}
