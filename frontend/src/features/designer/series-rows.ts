import { isFiniteNumber } from "@/lib/json";

const MOST_POINTS = 400;

/** Rows of a line chart, one a step; long ones are thinned so that both ends stay. */
export function seriesRows(values: unknown[]): Record<string, number | undefined>[] {
  const every = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  return values.flatMap((step, index) => {
    if (index % every !== 0 && index !== values.length - 1) return [];
    const numbers = Array.isArray(step) ? step : [step];
    const row: Record<string, number | undefined> = { step: index };
    numbers.forEach((value, channel) => {
      row[`c${String(channel)}`] = isFiniteNumber(value) ? value : undefined;
    });
    return [row];
  });
}
