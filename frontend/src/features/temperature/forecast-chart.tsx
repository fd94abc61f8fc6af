import "@mantine/charts/styles.css";
import { ChartTooltip } from "@mantine/charts";
import { Box } from "@mantine/core";
import { Area, CartesianGrid, ComposedChart, Legend, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useTranslation } from "react-i18next";
import type { ChartRow } from "@/features/temperature/question";
import { niceTicks } from "@/lib/ticks";
import { isFiniteNumber } from "@/lib/json";

interface Props {
  rows: ChartRow[];
  yLabel: string;
  summary: string;
  withTruth: boolean;
  formatValue: (value: number) => string;
}

const TICK = { fontSize: 12, fill: "var(--mantine-color-dimmed)" };

/** The past, the forecast with its band, what came, and "as it is now", over hours from now. */
export default function ForecastChart({ rows, yLabel, summary, withTruth, formatValue }: Props) {
  const { t } = useTranslation();
  const values = rows.flatMap(({ past, value, band, truth, baseline }) => [past, value, truth, baseline, ...(band ?? [])]).filter(isFiniteNumber);
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  const xTicks = niceTicks(rows[0]?.hours ?? 0, rows.at(-1)?.hours ?? 1, 7);
  const shared = { type: "linear" as const, dot: false, isAnimationActive: false, strokeWidth: 2 };
  return (
    <Box role="img" aria-label={summary} data-testid="forecast-chart">
      <ResponsiveContainer width="100%" height={340}>
        <ComposedChart data={rows} margin={{ top: 8, right: 12, bottom: 22, left: 4 }} accessibilityLayer={false}>
          <CartesianGrid strokeDasharray="4 4" stroke="var(--mantine-color-default-border)" />
          <XAxis
            dataKey="hours"
            type="number"
            domain={["dataMin", "dataMax"]}
            ticks={xTicks.filter((tick) => tick >= (rows[0]?.hours ?? 0) && tick <= (rows.at(-1)?.hours ?? 0))}
            tick={TICK}
            label={{ value: t("temperature.hours"), position: "insideBottom", offset: -14, ...TICK }}
          />
          <YAxis
            domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
            ticks={ticks}
            tick={TICK}
            width={64}
            label={{ value: yLabel, angle: -90, position: "insideLeft", style: { textAnchor: "middle" }, ...TICK }}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload, label }) =>
              active && payload[0] ? (
                <ChartTooltip
                  label={`${t("temperature.hours")}: ${String(label)}`}
                  payload={payload.filter(({ dataKey }) => dataKey !== "band")}
                  valueFormatter={formatValue}
                />
              ) : null
            }
          />
          <Legend verticalAlign="top" height={44} wrapperStyle={{ fontSize: 12 }} itemSorter={null} />
          <ReferenceLine x={0} stroke="var(--mantine-color-dimmed)" strokeDasharray="2 3" />
          <Area name={t("temperature.band")} dataKey="band" stroke="none" fill="var(--ch-line-validation)" fillOpacity={0.18} legendType="rect" isAnimationActive={false} type="linear" />
          <Line name={t("temperature.past")} dataKey="past" stroke="var(--ch-line-training)" {...shared} />
          <Line name={t("temperature.baseline")} dataKey="baseline" stroke="var(--mantine-color-dimmed)" strokeDasharray="3 4" {...shared} />
          {withTruth && <Line name={t("temperature.truth")} dataKey="truth" stroke="var(--ch-line-book)" strokeDasharray="7 4" {...shared} />}
          <Line name={t("temperature.value")} dataKey="value" stroke="var(--ch-line-validation)" {...shared} strokeWidth={2.5} />
        </ComposedChart>
      </ResponsiveContainer>
    </Box>
  );
}
