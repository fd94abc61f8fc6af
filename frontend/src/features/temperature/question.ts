/** Reads what a forecasting version asks for and answers. */

import { isFiniteNumber, listAt, numberAt, recordsAt, textAt } from "@/lib/json";

export type Cell = number | null;

export interface Column {
  name: string;
  unit: string;
}

export interface Example {
  start: string | undefined;
  window: Cell[][];
  truth: Cell[];
}

export interface ForecastQuestion {
  columns: Column[];
  target: string;
  unit: string;
  stepHours: number;
  window: number;
  horizon: number;
  examples: Example[];
}

/** A window to forecast from, with what came where that is known. */
export interface Asked {
  start: string | undefined;
  window: Cell[][];
  truth: Cell[];
}

export interface Step {
  hours: number;
  value: number;
  low: number;
  high: number;
  baseline: number;
}

function cells(row: unknown): Cell[] {
  return Array.isArray(row) ? row.map((cell) => (isFiniteNumber(cell) ? cell : null)) : [];
}

export function readForecastQuestion(question: unknown): ForecastQuestion {
  return {
    columns: recordsAt(question, "columns").map((column) => ({ name: textAt(column, "name") ?? "", unit: textAt(column, "unit") ?? "" })),
    target: textAt(question, "target") ?? "",
    unit: textAt(question, "unit") ?? "",
    stepHours: (numberAt(question, "sampling_minutes") ?? 60) / 60,
    window: numberAt(question, "window") ?? 0,
    horizon: numberAt(question, "horizon") ?? 0,
    examples: recordsAt(question, "examples").map((example) => ({
      start: textAt(example, "start"),
      window: listAt(example, "window").map(cells),
      truth: cells(listAt(example, "truth")),
    })),
  };
}

export function readSteps(answer: unknown): Step[] {
  return recordsAt(answer, "steps").flatMap((step) => {
    const [hours, value, low, high, baseline] = ["hours", "value", "low", "high", "baseline"].map((name) => numberAt(step, name));
    if (hours === undefined || value === undefined || low === undefined || high === undefined || baseline === undefined) return [];
    return [{ hours, value, low, high, baseline }];
  });
}

export interface ChartRow {
  hours: number;
  past?: number;
  value?: number;
  band?: [number, number];
  truth?: number;
  baseline?: number;
}

/** One row an hour of the chart: the past up to now, then the forecast beside what came. */
export function chartRows(question: ForecastQuestion, asked: Asked, steps: Step[]): ChartRow[] {
  const target = question.columns.findIndex(({ name }) => name === question.target);
  const last = asked.window.length - 1;
  const past = asked.window.map((row, index): ChartRow => {
    const value = row[target];
    return { hours: (index - last) * question.stepHours, ...(isFiniteNumber(value) ? { past: value } : {}) };
  });
  const now = past.at(-1)?.past;
  // All lines begin where the measurements end, so that the chart has no hole between now and the first step.
  if (now !== undefined && steps.length > 0) past[last] = { hours: 0, past: now, value: now, band: [now, now], truth: now, baseline: now };
  const future = steps.map(({ hours, value, low, high, baseline }, index): ChartRow => {
    const truth = asked.truth[index];
    return { hours, value, band: [low, high], baseline, ...(isFiniteNumber(truth) ? { truth } : {}) };
  });
  return [...past, ...future];
}
