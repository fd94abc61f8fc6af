import { describe, expect, it } from "vitest";
import { baselineOf, headlineOf, isBaselineOfAnother } from "@/features/reports/headline-of";

describe("the headline of a version", () => {
  it("is the one its data decided, with the reason", () => {
    const headline = headlineOf(
      { headline: { metric: "pr_auc", title: { en: "PR AUC", zh: "PR AUC" }, unit: "fraction", reason: { en: "rare", zh: "少" } } },
      undefined,
    );

    expect(headline).toMatchObject({ metric: "pr_auc", unit: "fraction", reason: { en: "rare" }, book_figure: null });
  });

  it("is the recipe's where the report names none", () => {
    expect(headlineOf({}, undefined)).toBeUndefined();
  });
});

describe("the simplest answer", () => {
  it("stands beside the metric that it belongs to", () => {
    const metrics = { test_mae_k_usd: 2.5, baseline_mae_k_usd: 6.1, baseline_accuracy: 0.5 };

    expect(baselineOf(metrics, "test_mae_k_usd")).toBe(6.1);
    expect(isBaselineOfAnother(metrics, "baseline_mae_k_usd")).toBe(true);
    expect(isBaselineOfAnother(metrics, "baseline_accuracy")).toBe(false);
  });
});
