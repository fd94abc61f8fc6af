import { describe, expect, it } from "vitest";
import { niceTicks } from "@/lib/ticks";

describe("the ticks of an axis", () => {
  it("are round and cover the range", () => {
    expect(niceTicks(0.1131, 0.5118)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    expect(niceTicks(0, 50_000)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
  });

  it("exist for a flat line too", () => {
    expect(niceTicks(3, 3).length).toBeGreaterThan(1);
  });
});
