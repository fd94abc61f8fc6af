/** Curves by metric: training beside validation, the best epoch, and the sign of over-fitting. */

import type { Point } from "@/features/jobs/job-live";

export interface MetricCurve {
  metric: string;
  rows: { epoch: number; training?: number; validation?: number }[];
  best: Point | undefined;
  hasTraining: boolean;
  hasValidation: boolean;
  overfitsAfter: number | undefined;
}

export interface FoldCurves {
  metric: string;
  folds: string[];
  rows: Record<string, number | undefined>[];
}

const FOLD = /^fold_(\d+)_(?:val_)?(.+)$/;
const VALIDATION = /^val_|_val$|^validation_/;
const GROWS = /acc|auc|precision|recall|f1|r2|score/i;

export function isHigherBetter(metric: string): boolean {
  return GROWS.test(metric);
}

function bestOf(points: Point[], metric: string): Point | undefined {
  const sign = isHigherBetter(metric) ? 1 : -1;
  return points.reduce<Point | undefined>(
    (best, point) => (best === undefined || sign * point.value > sign * best.value ? point : best),
    undefined,
  );
}

/** The best epoch, when validation ends clearly worse than it while training still improved. */
function overfitEpoch(metric: string, training: Point[], validation: Point[], best: Point | undefined): number | undefined {
  const last = validation.at(-1);
  const trainedLast = training.at(-1);
  if (!best || !last || !trainedLast || last.epoch - best.epoch < 2) return undefined;
  const trainedThen = training.find(({ epoch }) => epoch === best.epoch);
  if (!trainedThen) return undefined;
  const sign = isHigherBetter(metric) ? 1 : -1;
  const spread = Math.max(...validation.map(({ value }) => value)) - Math.min(...validation.map(({ value }) => value));
  const worse = sign * (best.value - last.value) > 0.15 * spread;
  return worse && sign * (trainedLast.value - trainedThen.value) > 0 ? best.epoch : undefined;
}

function curveOf(metric: string, training: Point[], validation: Point[]): MetricCurve {
  const epochs = [...new Set([...training, ...validation].map(({ epoch }) => epoch))].sort((a, b) => a - b);
  const trained = new Map(training.map(({ epoch, value }) => [epoch, value]));
  const validated = new Map(validation.map(({ epoch, value }) => [epoch, value]));
  const best = bestOf(validation.length > 0 ? validation : training, metric);
  return {
    metric,
    rows: epochs.map((epoch) => ({ epoch, training: trained.get(epoch), validation: validated.get(epoch) })),
    best,
    hasTraining: training.length > 0,
    hasValidation: validation.length > 0,
    overfitsAfter: overfitEpoch(metric, training, validation, best),
  };
}

/** One curve a metric: `loss` with `val_loss`; the loss first. */
export function groupCurves(all: Record<string, Point[]>): MetricCurve[] {
  const curves = Object.fromEntries(Object.entries(all).filter(([name]) => !FOLD.test(name)));
  const metrics = [...new Set(Object.keys(curves).map((name) => name.replace(VALIDATION, "")))];
  metrics.sort((a, b) => Number(b === "loss") - Number(a === "loss") || a.localeCompare(b));
  return metrics.map((metric) => {
    const names = Object.keys(curves).filter((name) => name.replace(VALIDATION, "") === metric);
    const validationName = names.find((name) => VALIDATION.test(name));
    return curveOf(metric, curves[metric] ?? [], validationName ? (curves[validationName] ?? []) : []);
  });
}

/** The curves of K-fold validation, `fold_1_val_mae` and so on: all folds of a metric together. */
export function groupFolds(curves: Record<string, Point[]>): FoldCurves[] {
  const byMetric = new Map<string, [string, Point[]][]>();
  for (const [name, points] of Object.entries(curves)) {
    const [, fold, metric] = FOLD.exec(name) ?? [];
    if (fold === undefined || metric === undefined) continue;
    byMetric.set(metric, [...(byMetric.get(metric) ?? []), [fold, points]]);
  }
  return [...byMetric].map(([metric, folds]) => {
    const rows = new Map<number, Record<string, number | undefined>>();
    for (const [fold, points] of folds) {
      for (const { epoch, value } of points) rows.set(epoch, { ...rows.get(epoch), epoch, [`fold${fold}`]: value });
    }
    return {
      metric,
      folds: folds.map(([fold]) => fold),
      rows: [...rows.values()].sort((a, b) => (a["epoch"] ?? 0) - (b["epoch"] ?? 0)),
    };
  });
}
