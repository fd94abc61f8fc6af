import { describe, expect, it } from "vitest";
import { readCatalogue, readPlan } from "@/features/designer/design";
import { targetsOf, targetText } from "@/features/designer/designer-search";
import { layerKind } from "@/features/designer/layer-kind";

describe("the designer's tables", () => {
  it("give each task its last layer", () => {
    const { tasks } = readCatalogue({
      tasks: [
        { name: "binary", title: { en: "Yes or no", zh: "是非" }, last_layer: { layer: "Dense", units: "1", activation: "sigmoid" }, loss: "binary_crossentropy" },
      ],
    });

    expect(tasks[0]?.lastLayer).toBe("Dense(1) · sigmoid");
    expect(tasks[0]?.loss).toEqual({ en: "binary_crossentropy", zh: "binary_crossentropy" });
  });

  it("say whether a sample is real", () => {
    const { inputs } = readCatalogue({ inputs: [{ name: "sound", sample: { title: { en: "Tones", zh: "音" }, source: "generated", rows: 300 } }] });

    expect(inputs[0]?.sample).toMatchObject({ real: false, rows: 300 });
  });
});

describe("a plan", () => {
  it("keeps the settings that it would train with", () => {
    const plan = readPlan({ architecture: "dense", alternatives: ["linear"], params: { input: "vector", epochs: 5 }, last_layer: { units: 3, activation: "softmax" } });

    expect(plan).toMatchObject({ architecture: "dense", units: "3", params: { input: "vector", epochs: 5 } });
  });
});

describe("target columns in the address", () => {
  it("survive commas in their names", () => {
    expect(targetsOf(targetText(["a, b", "c"]))).toEqual(["a, b", "c"]);
    expect(targetText([])).toBeUndefined();
  });
});

describe("the family of a layer", () => {
  it("follows its name", () => {
    expect(["Conv1D", "LSTM", "Dense", "MaxPooling2D", "Input"].map(layerKind)).toEqual([
      "convolution",
      "recurrent",
      "dense",
      "shape",
      "end",
    ]);
  });
});
