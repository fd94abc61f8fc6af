import { describe, expect, it } from "vitest";
import { readReport } from "@/features/reports/report";

describe("a training's report", () => {
  it("gives the curves of a classifier", () => {
    const report = readReport({
      confusion_matrix: { labels: ["no", "yes"], counts: [[3, 1], [0, 4]] },
      roc: [{ false_positive_rate: 0, true_positive_rate: 0 }, { false_positive_rate: 1, true_positive_rate: 1 }],
      calibration: [{ low: 0.8, high: 0.9, rows: 10, claimed: 0.85, observed: 0.8 }],
    });

    expect(report.confusion?.counts).toEqual([[3, 1], [0, 4]]);
    expect(report.roc).toEqual([{ x: 0, y: 0 }, { x: 1, y: 1 }]);
    expect(report.calibration).toEqual([{ x: 0.85, y: 0.8 }]);
  });

  it("gives prices in dollars whatever unit they were reported in", () => {
    const inThousands = readReport({ residuals: [{ truth_k_usd: 20, price_k_usd: 21.5 }] });
    const inDollars = readReport({ residuals: [{ truth_usd: 20_000, price_usd: 21_500 }] });

    expect(inThousands.residuals).toEqual([{ name: "", unit: "usd", points: [{ x: 20_000, y: 21_500 }] }]);
    expect(inDollars.residuals).toEqual(inThousands.residuals);
  });

  it("keeps the outputs of a regression apart", () => {
    const { residuals } = readReport({
      residuals: [
        { name: "width", truth: 1, predicted: 1.5 },
        { name: "height", truth: 4, predicted: 3 },
        { name: "width", truth: 2, predicted: 2 },
      ],
    });

    expect(residuals.map(({ name, points }) => [name, points.length])).toEqual([["width", 2], ["height", 1]]);
  });

  it("reads what each label reached and what to beware of", () => {
    const report = readReport({
      labels: [{ label: "rain", rows: 7, precision: 0.5, recall: 0.25, average_precision: 0.6 }],
      warnings: [{ code: "imbalanced", en: "One class is rare.", zh: "有一类很少。" }],
    });

    expect(report.labels[0]?.averagePrecision).toBe(0.6);
    expect(report.warnings[0]?.words.zh).toBe("有一类很少。");
  });

  it("names each fold and keeps its figures apart", () => {
    const { folds } = readReport({ folds: [{ pass: 2, fold: 1, mae_k_usd: 2.1 }] });

    expect(folds).toEqual([{ pass: 2, fold: 1, figures: [["mae_k_usd", 2.1]] }]);
  });

  it("is empty rather than broken where nothing is known", () => {
    expect(readReport({ confusion_matrix: { labels: ["a"], counts: [] } }).empty).toBe(true);
    expect(readReport(undefined).empty).toBe(true);
  });
});
