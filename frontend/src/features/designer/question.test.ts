import { describe, expect, it } from "vitest";
import { featuresOf, flatNumbers, readQuestion, shapeOf, truthText } from "@/features/designer/question";
import { seriesRows } from "@/features/designer/series-rows";

const question = readQuestion({
  input: "vector",
  task: "binary",
  features: [
    { name: "age", kind: "number", min: 18, max: 90, median: 41, step: 1 },
    { name: "city", kind: "category", categories: ["Bern", "Basel"] },
  ],
  examples: [{ query: { features: { age: 30, city: null } }, truth: "yes" }, { truth: "no query" }],
});

describe("the question of a designed model", () => {
  it("starts at the usual values and keeps a gap a gap", () => {
    expect(featuresOf({}, question.features)).toEqual({ age: 41, city: "Bern" });
    expect(featuresOf(question.examples[0]?.query, question.features)).toEqual({ age: 30, city: null });
  });

  it("drops examples that cannot be asked", () => {
    expect(question.examples).toHaveLength(1);
  });
});

describe("nested numbers", () => {
  it("have a shape and a reading order", () => {
    const volume = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]];

    expect(shapeOf(volume)).toEqual([2, 2, 2]);
    expect(flatNumbers(volume)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("are thinned for a chart with both ends kept", () => {
    const rows = seriesRows(Array.from({ length: 4001 }, (_, index) => [index, -index]));

    expect(rows.length).toBeLessThanOrEqual(402);
    expect(rows[0]).toEqual({ step: 0, c0: 0, c1: -0 });
    expect(rows.at(-1)).toEqual({ step: 4000, c0: 4000, c1: -4000 });
  });
});

describe("a truth in one line", () => {
  it("names labels, numbers and several outputs", () => {
    const number = (value: number) => value.toFixed(1);

    expect(truthText("cat", number)).toBe("cat");
    expect(truthText(["rain", "wind"], number)).toBe("rain, wind");
    expect(truthText({ width: 1.25 }, number)).toBe("width 1.3");
  });
});
