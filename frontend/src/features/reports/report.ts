/** Reads a training's report: what each recipe measures differs, so every part is optional. */

import { isFiniteNumber, listAt, numberAt, numericEntries, recordsAt, textAt, textsAt } from "@/lib/json";

export interface XY {
  x: number;
  y: number;
}

export interface Fold {
  pass: number | undefined;
  fold: number;
  figures: [string, number][];
}

export interface Report {
  confusion: { labels: string[]; counts: number[][] } | undefined;
  roc: XY[];
  pr: XY[];
  calibration: XY[];
  residuals: XY[];
  folds: Fold[];
  topics: { label: string; precision: number; recall: number; rows: number }[];
  misclassified: { text: string; label: string; predicted: string; score: number }[];
  empty: boolean;
}

function points(report: unknown, key: string, x: string, y: string): XY[] {
  return listAt(report, key).flatMap((item) => {
    const across = numberAt(item, x) ?? numberAt(item, 0);
    const up = numberAt(item, y) ?? numberAt(item, 1);
    return across === undefined || up === undefined ? [] : [{ x: across, y: up }];
  });
}

function confusionOf(report: unknown): Report["confusion"] {
  const labels = textsAt(report, "confusion_matrix", "labels");
  const counts = listAt(report, "confusion_matrix", "counts").map((row) =>
    Array.isArray(row) ? row.filter(isFiniteNumber) : [],
  );
  return labels.length > 0 && counts.length === labels.length ? { labels, counts } : undefined;
}

/** `[{pass: 1, fold: 1, mae_k_usd: 2.1}, ...]`: whatever each fold measured beside its number. */
function foldsOf(report: unknown): Fold[] {
  return recordsAt(report, "folds").map((fold, index) => ({
    pass: numberAt(fold, "pass"),
    fold: numberAt(fold, "fold") ?? index + 1,
    figures: numericEntries(fold).filter(([name]) => name !== "fold" && name !== "pass"),
  }));
}

/** True and predicted prices, in dollars. */
function residualsOf(report: unknown): XY[] {
  const thousands = points(report, "residuals", "truth_k_usd", "price_k_usd");
  if (thousands.length > 0) return thousands.map(({ x, y }) => ({ x: x * 1000, y: y * 1000 }));
  return points(report, "residuals", "truth_usd", "price_usd");
}

export function readReport(report: unknown): Report {
  const parts = {
    confusion: confusionOf(report),
    roc: points(report, "roc", "false_positive_rate", "true_positive_rate"),
    pr: points(report, "pr", "recall", "precision"),
    calibration: points(report, "calibration", "claimed", "observed"),
    residuals: residualsOf(report),
    folds: foldsOf(report),
    topics: recordsAt(report, "topics").map((topic) => ({
      label: textAt(topic, "label") ?? "",
      precision: numberAt(topic, "precision") ?? 0,
      recall: numberAt(topic, "recall") ?? 0,
      rows: numberAt(topic, "rows") ?? 0,
    })),
    misclassified: recordsAt(report, "misclassified").map((row) => ({
      text: textAt(row, "text") ?? "",
      label: textAt(row, "label") ?? "",
      predicted: textAt(row, "predicted") ?? "",
      score: numberAt(row, "score") ?? 0,
    })),
  };
  const empty = Object.values(parts).every((part) => part === undefined || (Array.isArray(part) && part.length === 0));
  return { ...parts, empty };
}
