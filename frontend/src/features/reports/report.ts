/** Reads a training's report: what each recipe measures differs, so every part is optional. */

import { isFiniteNumber, listAt, numberAt, numericEntries, recordsAt, textAt, textsAt } from "@/lib/json";

export interface XY {
  x: number;
  y: number;
}

export interface Report {
  confusion: { labels: string[]; counts: number[][] } | undefined;
  roc: XY[];
  pr: XY[];
  calibration: XY[];
  residuals: XY[];
  folds: [string, number][][];
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

/** Folds as rows of figures: `[{mae: 2.1}, ...]`, or bare numbers. */
function foldsOf(report: unknown): Report["folds"] {
  return listAt(report, "folds").map((fold) => {
    if (isFiniteNumber(fold)) return [["score", fold]];
    return numericEntries(fold).filter(([name]) => name !== "fold");
  });
}

export function readReport(report: unknown): Report {
  const parts = {
    confusion: confusionOf(report),
    roc: points(report, "roc", "false_positive_rate", "true_positive_rate"),
    pr: points(report, "pr", "recall", "precision"),
    calibration: points(report, "calibration", "claimed", "observed"),
    residuals: points(report, "residuals", "truth_usd", "price_usd"),
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
