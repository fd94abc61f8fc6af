import { Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { Point } from "@/features/jobs/job-live";
import classes from "@/features/studio/loss-curve.module.css";
import { useFormat } from "@/i18n/use-language";
import { niceTicks } from "@/lib/ticks";

interface Props {
  title: string;
  xLabel: string;
  points: Point[];
  testId: string;
}

const NARROWEST = 200;
const HEIGHT = 96;
const LEFT = 46;
const BOTTOM = 16;
const TOP = 6;

/** One small curve that grows while a job runs; light enough to redraw at every event. */
export function LossCurve({ title, xLabel, points, testId }: Props) {
  const format = useFormat();
  const { ref, width: room } = useElementSize();
  const width = Math.max(NARROWEST, Math.round(room));
  const last = points.at(-1);
  if (!last) return null;
  const values = points.map(({ value }) => value);
  const ticks = niceTicks(Math.min(...values), Math.max(...values), 2);
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [from, to] = [points[0]?.epoch ?? 0, last.epoch];
  const x = (epoch: number) => LEFT + ((epoch - from) / Math.max(1, to - from)) * (width - LEFT - 6);
  const y = (value: number) => TOP + (1 - (value - low) / (high - low || 1)) * (HEIGHT - BOTTOM - TOP);
  const path = points.map(({ epoch, value }) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const now = format.number(last.value);
  return (
    <figure ref={ref} className={classes.figure} data-testid={testId} data-points={points.length}>
      <figcaption className={classes.caption}>
        <Text size="xs" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed" className="numeric">
          {now}
        </Text>
      </figcaption>
      <svg viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`} role="img" aria-label={`${title}: ${now}`} className={classes.chart}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width - 6} y1={y(tick)} y2={y(tick)} className={classes.grid} />
            <text x={LEFT - 5} y={y(tick) + 3} textAnchor="end" className={classes.tick}>
              {format.number(tick)}
            </text>
          </g>
        ))}
        <text x={LEFT} y={HEIGHT - 3} className={classes.tick}>
          {xLabel} {format.number(from, 0)}
        </text>
        <text x={width - 6} y={HEIGHT - 3} textAnchor="end" className={classes.tick}>
          {format.number(to, 0)}
        </text>
        <polyline points={path} className={classes.line} />
        <circle cx={x(last.epoch)} cy={y(last.value)} r={2.5} className={classes.dot} />
      </svg>
    </figure>
  );
}
