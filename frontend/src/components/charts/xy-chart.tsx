import "@mantine/charts/styles.css";
import { Box } from "@mantine/core";
import {
  CartesianGrid,
  Legend,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ComposedChart,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ChartTooltip } from "@mantine/charts";

interface Props {
  points: { x: number; y: number }[];
  name: string;
  kind: "line" | "scatter" | "line-with-dots";
  xLabel: string;
  yLabel: string;
  xDomain: [number, number];
  yDomain: [number, number];
  /** The line of chance or perfection. */
  diagonal?: { label: string; from: [number, number]; to: [number, number] };
  /** A level to compare with, such as what guessing would reach. */
  level?: { label: string; y: number };
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  summary: string;
  testId?: string;
}

const TICK = { fontSize: 12, fill: "var(--mantine-color-dimmed)" };

/** Points in a plane with two labelled axes: ROC, precision-recall, calibration, residuals. */
export default function XyChart(props: Props) {
  const { points, name, kind, xLabel, yLabel, xDomain, yDomain, diagonal, level, formatX, formatY, summary, testId } = props;
  const color = "var(--ch-line-validation)";
  return (
    <Box role="img" aria-label={summary} data-testid={testId}>
      <ResponsiveContainer width="100%" height={270}>
        <ComposedChart data={points} margin={{ top: 8, right: 12, bottom: 22, left: 12 }} accessibilityLayer={false}>
          <CartesianGrid strokeDasharray="4 4" stroke="var(--mantine-color-default-border)" />
          <XAxis
            dataKey="x"
            type="number"
            domain={xDomain}
            tickFormatter={formatX}
            tick={TICK}
            tickCount={6}
            allowDataOverflow
            label={{ value: xLabel, position: "insideBottom", offset: -14, ...TICK }}
          />
          <YAxis
            dataKey="y"
            type="number"
            domain={yDomain}
            tickFormatter={formatY}
            tick={TICK}
            tickCount={6}
            width={72}
            allowDataOverflow
            label={{ value: yLabel, angle: -90, position: "insideLeft", style: { textAnchor: "middle" }, ...TICK }}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload, label }) =>
              active && payload[0] ? (
                <ChartTooltip label={`${xLabel} ${formatX(Number(label))}`} payload={[...payload].slice(-1)} valueFormatter={formatY} />
              ) : null
            }
          />
          <Legend verticalAlign="top" height={28} wrapperStyle={{ fontSize: 12 }} />
          {diagonal && (
            <ReferenceLine
              segment={[
                { x: diagonal.from[0], y: diagonal.from[1] },
                { x: diagonal.to[0], y: diagonal.to[1] },
              ]}
              stroke="var(--ch-line-training)"
              strokeDasharray="6 4"
              label={{ value: diagonal.label, position: "insideBottomRight", ...TICK }}
            />
          )}
          {level && (
            <ReferenceLine
              y={level.y}
              stroke="var(--ch-line-book)"
              strokeDasharray="6 4"
              label={{ value: level.label, position: level.y > 0.85 ? "insideTopRight" : "insideBottomRight", ...TICK }}
            />
          )}
          {kind === "scatter" ? (
            <Scatter name={name} dataKey="y" fill={color} fillOpacity={0.6} isAnimationActive={false} />
          ) : (
            <Line
              name={name}
              dataKey="y"
              stroke={color}
              strokeWidth={2}
              dot={kind === "line-with-dots" ? { r: 3, fill: color } : false}
              isAnimationActive={false}
              type="linear"
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </Box>
  );
}
