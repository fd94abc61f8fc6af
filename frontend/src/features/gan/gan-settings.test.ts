import { describe, expect, it } from "vitest";
import { readGanSettings, sharedGanSettings, sheetBody, withEnd } from "@/features/gan/gan-settings";

describe("what a generator draws", () => {
  it("comes back from the address as it went into it", () => {
    const settings = { seed: 7, truncation: 0.55, label: "3", epoch: 12 };
    // The router reads a bare 3 as a number.
    expect(readGanSettings({ ...sharedGanSettings(settings), label: 3 }, ["1", "3"])).toEqual(settings);
  });

  it("is the usual where the address names nothing that fits", () => {
    const read = readGanSettings({ seed: -1, truncation: 9, label: "x" }, ["1"]);
    expect(read).toEqual({ seed: 1, truncation: 1, label: null, epoch: undefined });
    expect(sheetBody(read)).toEqual({ n: 64, seed: 1, truncation: 1 });
  });

  it("is interpolated between two pictures", () => {
    expect(withEnd([], 4)).toEqual([4]);
    expect(withEnd([4], 9)).toEqual([4, 9]);
    expect(withEnd([4, 9], 2)).toEqual([4, 2]);
    expect(withEnd([4, 9], 4)).toEqual([9]);
  });
});
