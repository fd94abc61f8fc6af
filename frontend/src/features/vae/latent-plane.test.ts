import { describe, expect, it } from "vitest";
import { cellCodes, codeOf, movedBy, type Plane, pointAt, pointOf, readCode, shareOf } from "@/features/vae/latent-plane";

const FLAT: Plane = {
  origin: [0, 0],
  axes: [
    [1, 0],
    [0, 1],
  ],
  bounds: [
    [-2, 2],
    [-4, 4],
  ],
};
const TILTED: Plane = { ...FLAT, origin: [1, 0, -1], axes: [[0.6, 0.8, 0], [0, 0, 1]] };

describe("the latent plane", () => {
  it("gives a code for a point, and the point back", () => {
    for (const plane of [FLAT, TILTED]) expect(pointOf(plane, codeOf(plane, [0.5, -1.25]))).toEqual([0.5, -1.25]);
    expect(codeOf(TILTED, [1, 2])).toEqual([1.6, 0.8, 1]);
  });

  it("drops what a code has beside the plane", () => {
    expect(pointOf(TILTED, [1 - 0.8, 0.6, -1])).toEqual([0, 0]);
  });

  it("has its second axis pointing up", () => {
    expect(shareOf(FLAT, [-2, 4])).toEqual([0, 0]);
    expect(pointAt(FLAT, [1, 1])).toEqual([2, -4]);
    expect(pointAt(FLAT, [0.5, 0.5])).toEqual([0, 0]);
  });

  it("ends at its edge", () => {
    expect(pointAt(FLAT, [-0.2, 7])).toEqual([-2, -4]);
    expect(movedBy(FLAT, [2, 0], "ArrowRight", false)).toEqual([2, 0]);
  });

  it("is walked with the arrow keys", () => {
    expect(movedBy(FLAT, [0, 0], "ArrowRight", false)).toEqual([0.04, 0]);
    expect(movedBy(FLAT, [0, 0], "ArrowUp", true)).toEqual([0, 0.8]);
    expect(movedBy(FLAT, [1, 1], "Home", false)).toEqual([0, 0]);
    expect(movedBy(FLAT, [1, 1], "Tab", false)).toBeUndefined();
  });

  it("is covered by the middles of cells, from the top left", () => {
    expect(cellCodes(FLAT, 2)).toEqual([
      [-1, 2],
      [1, 2],
      [-1, -2],
      [1, -2],
    ]);
  });

  it("takes only codes that the model takes", () => {
    expect(readCode([0.5, -1], 2)).toEqual([0.5, -1]);
    for (const bad of [[1], [1, 2, 3], ["a", 1], [1, 99], "1,2"]) expect(readCode(bad, 2)).toBeUndefined();
  });
});
