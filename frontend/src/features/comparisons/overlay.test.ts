import { describe, expect, it } from "vitest";
import { overlay } from "@/features/comparisons/overlay";

const lines = [
  { id: "a", label: "A", history: [{ loss: 0.5, val_loss: 0.6 }, { loss: 0.4, val_loss: 0.5 }] },
  { id: "b", label: "B", history: [{ loss: 0.7, val_loss: 0.8, accuracy: 0.6 }] },
];

describe("overlaid curves", () => {
  it("are a chart a figure, the validation loss first", () => {
    expect(overlay(lines).map(({ metric }) => metric)).toEqual(["val_loss", "loss", "accuracy"]);
  });

  it("hold every run's figure of an epoch in one row", () => {
    expect(overlay(lines)[0]?.rows).toEqual([
      { epoch: 1, a: 0.6, b: 0.8 },
      { epoch: 2, a: 0.5, b: undefined },
    ]);
  });

  it("leave out a run that never logged the figure, and the folds", () => {
    const folds = overlay([{ id: "c", label: "C", history: [{ fold_1_val_mae: 2, mae: 3 }] }, ...lines]);

    expect(folds.find(({ metric }) => metric === "accuracy")?.ids).toEqual(["b"]);
    expect(folds.map(({ metric }) => metric)).not.toContain("fold_1_val_mae");
  });

  it("are none before the first epoch", () => {
    expect(overlay([{ id: "a", label: "A", history: [] }])).toEqual([]);
  });
});
