import { describe, expect, it } from "vitest";
import { inChannels, shrunk } from "@/features/vae/drawing";

const SIZE = 112;

function rectangle(left: number, top: number, width: number, height: number): number[] {
  return Array.from({ length: SIZE * SIZE }, (_, index) => {
    const x = index % SIZE;
    const y = Math.floor(index / SIZE);
    return x >= left && x < left + width && y >= top && y < top + height ? 255 : 0;
  });
}

function extent(pixels: number[], side: number): { columns: number[]; rows: number[] } {
  const inked = pixels.flatMap((value, index) => (value > 127 ? [index] : []));
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
  return { columns: range(inked.map((index) => index % side)), rows: range(inked.map((index) => Math.floor(index / side))) };
}

describe("a drawing", () => {
  it("is nothing where there is no ink", () => {
    expect(shrunk(new Uint8Array(SIZE * SIZE), SIZE, 28)).toBeUndefined();
  });

  it("stands 20 pixels high in the middle of 28, however small and wherever it was drawn", () => {
    for (const bar of [rectangle(5, 3, 10, 100), rectangle(90, 60, 4, 40)]) {
      const pixels = shrunk(bar, SIZE, 28) ?? [];
      expect(pixels).toHaveLength(784);
      const { columns, rows } = extent(pixels, 28);
      expect(rows).toEqual([4, 23]);
      expect((columns[0] ?? 0) + (columns[1] ?? 0)).toBe(27);
    }
  });

  it("keeps its proportions", () => {
    const { columns, rows } = extent(shrunk(rectangle(10, 10, 40, 80), SIZE, 28) ?? [], 28);
    expect((columns[1] ?? 0) - (columns[0] ?? 0) + 1).toBe(10);
    expect((rows[1] ?? 0) - (rows[0] ?? 0) + 1).toBe(20);
  });

  it("is repeated for a model of colours", () => {
    expect(inChannels([1, 2], 3)).toEqual([1, 1, 1, 2, 2, 2]);
  });
});
