import { describe, expect, it } from "vitest";
import { axisOf, valuesOf } from "@/features/claims/axis";

const seeds = [2.2, null, 2.4].map((value, index) => ({ seed: index + 1, value, runs: [], unfinished: [] }));

describe("a claim's axis", () => {
  it("has room for values, book and bound", () => {
    const axis = axisOf({ seeds, book: 2.38, relation: "<", bound: 3, tolerance: 0 });

    for (const value of [2.2, 2.4, 2.38, 3]) {
      expect(axis.place(value)).toBeGreaterThan(0);
      expect(axis.place(value)).toBeLessThan(1);
    }
    expect(axis.place(2.2)).toBeLessThan(axis.place(2.4));
  });

  it("marks the stretch that meets the claim", () => {
    const below = axisOf({ seeds, book: null, relation: "<", bound: 3, tolerance: 0 });
    const above = axisOf({ seeds, book: null, relation: ">=", bound: 3, tolerance: 0.5 });
    const within = axisOf({ seeds, book: null, relation: "within", bound: 2.4, tolerance: 0.1 });

    expect(below.holds).toEqual([0, below.place(3)]);
    expect(above.holds).toEqual([above.place(2.5), 1]);
    expect(within.holds).toEqual([within.place(2.3), within.place(2.5)]);
  });

  it("stands even where nothing is measured and everything is equal", () => {
    const axis = axisOf({ seeds: [], book: 0, relation: ">=", bound: 0, tolerance: 0 });

    expect(axis.place(0)).toBeCloseTo(0.5);
    expect(valuesOf({ seeds })).toEqual([2.2, 2.4]);
  });
});
