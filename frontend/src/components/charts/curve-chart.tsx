import { LineChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { Box } from "@mantine/core";
import { niceTicks } from "@/lib/ticks";

interface Series {
  name: string;
  label: string;
  color: string;
  dashed?: boolean;
}

interface Props {
  rows: Record<string, number | undefined>[];
  x: string;
  xLabel: string;
  series: Series[];
  best: { x: number } | undefined;
  reference: { y: number; label: string } | undefined;
  formatValue: (value: number) => string;
  /** What the chart shows, in a sentence, for those who cannot see it. */
  summary: string;
  testId?: string;
  height?: number;
  /** False where the page shows one legend for several charts. */
  legend?: boolean;
}

/** Lines over epochs, with the best epoch and the book's figure as reference lines. */
export default function CurveChart(props: Props) {
  const { rows, x, xLabel, series, best, reference, formatValue, summary, testId, height = 260, legend = true } = props;
  const lines = [
    ...(reference ? [{ y: reference.y, label: reference.label, labelPosition: "insideBottomRight" as const, color: "var(--ch-line-book)" }] : []),
    ...(best ? [{ x: best.x, color: "var(--mantine-color-dimmed)" }] : []),
  ];
  const values = rows.flatMap((row) => series.map(({ name }) => row[name])).filter((value) => value !== undefined);
  const all = reference ? [...values, reference.y] : values;
  const ticks = niceTicks(Math.min(...all), Math.max(...all));
  return (
    <Box role="img" aria-label={summary} data-testid={testId}>
      <LineChart
        h={height}
        data={rows}
        dataKey={x}
        series={series.map(({ name, label, color, dashed }) => ({
          name,
          label,
          color,
          ...(dashed ? { strokeDasharray: "6 4" } : {}),
        }))}
        curveType="linear"
        withDots={rows.length <= 30 && series.length <= 2}
        dotProps={{ r: 2.5 }}
        strokeWidth={2}
        withLegend={legend}
        legendProps={{ verticalAlign: "top", height: 36, itemSorter: null }}
        gridAxis="xy"
        xAxisLabel={xLabel}
        valueFormatter={formatValue}
        xAxisProps={{ type: "number", domain: ["dataMin", "dataMax"], allowDecimals: false, tickCount: 8 }}
        yAxisProps={{ domain: [ticks[0] ?? 0, ticks.at(-1) ?? 1], ticks, width: 68 }}
        referenceLines={lines}
        lineChartProps={{ accessibilityLayer: false }}
        tooltipAnimationDuration={0}
      />
    </Box>
  );
}
