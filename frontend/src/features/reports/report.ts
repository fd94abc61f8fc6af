/** Reads a training's report: what each recipe measures differs, so every part is optional. */

import { isFiniteNumber, type JsonRecord, listAt, numberAt, numericEntries, recordsAt, textAt, textsAt } from "@/lib/json";

export interface XY {
  x: number;
  y: number;
}

export interface Fold {
  pass: number | undefined;
  fold: number;
  figures: [string, number][];
}

/** True and predicted numbers of one output. */
export interface Residuals {
  name: string;
  unit: "usd" | "";
  points: XY[];
}

export interface LabelFigures {
  label: string;
  precision: number;
  recall: number;
  averagePrecision: number | undefined;
  rows: number;
}

export interface Report {
  confusion: { labels: string[]; counts: number[][] } | undefined;
  roc: XY[];
  pr: XY[];
  calibration: XY[];
  residuals: Residuals[];
  folds: Fold[];
  topics: LabelFigures[];
  labels: LabelFigures[];
  outputs: { name: string; figures: [string, number][] }[];
  misclassified: { text: string; image: string | undefined; label: string; predicted: string; score: number }[];
  warnings: { code: string; words: { en: string; zh: string } }[];
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

/** Prices in dollars, whatever unit they were reported in; else the pairs of each output by its name. */
function residualsOf(report: unknown): Residuals[] {
  const thousands = points(report, "residuals", "truth_k_usd", "price_k_usd").map(({ x, y }) => ({ x: x * 1000, y: y * 1000 }));
  const dollars = points(report, "residuals", "truth_usd", "price_usd");
  const prices = thousands.length > 0 ? thousands : dollars;
  if (prices.length > 0) return [{ name: "", unit: "usd", points: prices }];
  const byName = new Map<string, XY[]>();
  for (const row of recordsAt(report, "residuals")) {
    const x = numberAt(row, "truth");
    const y = numberAt(row, "predicted");
    const name = textAt(row, "name") ?? "";
    if (x !== undefined && y !== undefined) byName.set(name, [...(byName.get(name) ?? []), { x, y }]);
  }
  return [...byName].map(([name, pairs]) => ({ name, unit: "", points: pairs }));
}

function figuresOf(row: JsonRecord): LabelFigures {
  return {
    label: textAt(row, "label") ?? "",
    precision: numberAt(row, "precision") ?? 0,
    recall: numberAt(row, "recall") ?? 0,
    averagePrecision: numberAt(row, "average_precision"),
    rows: numberAt(row, "rows") ?? 0,
  };
}

function warningsOf(report: unknown): Report["warnings"] {
  return recordsAt(report, "warnings").map((warning) => {
    const code = textAt(warning, "code") ?? "";
    const en = textAt(warning, "en") ?? code.replaceAll("_", " ");
    return { code, words: { en, zh: textAt(warning, "zh") ?? en } };
  });
}

export function readReport(report: unknown): Report {
  const parts = {
    confusion: confusionOf(report),
    roc: points(report, "roc", "false_positive_rate", "true_positive_rate"),
    pr: points(report, "pr", "recall", "precision"),
    calibration: points(report, "calibration", "claimed", "observed"),
    residuals: residualsOf(report),
    folds: foldsOf(report),
    topics: recordsAt(report, "topics").map(figuresOf),
    labels: recordsAt(report, "labels").map(figuresOf),
    outputs: recordsAt(report, "outputs").map((output) => ({ name: textAt(output, "name") ?? "", figures: numericEntries(output) })),
    misclassified: recordsAt(report, "misclassified").map((row) => ({
      text: textAt(row, "text") ?? "",
      image: textAt(row, "image"),
      label: textAt(row, "label") ?? "",
      predicted: textAt(row, "predicted") ?? "",
      score: numberAt(row, "score") ?? 0,
    })),
    warnings: warningsOf(report),
  };
  const empty = Object.values(parts).every((part) => part === undefined || (Array.isArray(part) && part.length === 0));
  return { ...parts, empty };
}
