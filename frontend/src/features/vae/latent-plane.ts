/** The plane of the latent space that is shown as a map: from a place on the screen to a code, and back. */

export type Point = readonly [number, number];

/** The point (a, b) is the code `origin + a axes[0] + b axes[1]`; the axes are orthonormal. */
export interface Plane {
  origin: readonly number[];
  axes: readonly [readonly number[], readonly number[]];
  bounds: readonly [readonly [number, number], readonly [number, number]];
}

const FARTHEST = 50; // what the API takes
const DIGITS = 1000;

function rounded(value: number): number {
  return Math.round(value * DIGITS) / DIGITS + 0; // no negative zero
}

/** A code with no more digits than a map can show; the API answers in single precision. */
export function roundedCode(code: readonly number[]): number[] {
  return code.map(rounded);
}

export function codeOf(plane: Plane, [a, b]: Point): number[] {
  return plane.origin.map((start, index) => rounded(start + a * (plane.axes[0][index] ?? 0) + b * (plane.axes[1][index] ?? 0)));
}

/** The point nearest to a code. */
export function pointOf(plane: Plane, code: readonly number[]): Point {
  const along = (axis: readonly number[]) =>
    rounded(axis.reduce((sum, share, index) => sum + share * ((code[index] ?? 0) - (plane.origin[index] ?? 0)), 0));
  return [along(plane.axes[0]), along(plane.axes[1])];
}

/** Shares of the map's width and height, from its top left corner; the second axis points up. */
export function shareOf({ bounds: [across, up] }: Plane, [a, b]: Point): Point {
  return [(a - across[0]) / (across[1] - across[0]), 1 - (b - up[0]) / (up[1] - up[0])];
}

/** The point at shares of the map's width and height; outside, the nearest on its edge. */
export function pointAt({ bounds: [across, up] }: Plane, [x, y]: Point): Point {
  const inside = (share: number) => Math.min(1, Math.max(0, share));
  return [
    rounded(across[0] + inside(x) * (across[1] - across[0])),
    rounded(up[0] + (1 - inside(y)) * (up[1] - up[0])),
  ];
}

const DIRECTIONS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Where a key moves a point: a hundredth of the map, a tenth with Shift; undefined for other keys. */
export function movedBy(plane: Plane, point: Point, key: string, large: boolean): Point | undefined {
  if (key === "Home") return pointAt(plane, shareOf(plane, [0, 0]));
  const direction = DIRECTIONS[key];
  if (!direction) return undefined;
  const step = large ? 0.1 : 0.01;
  const [x, y] = shareOf(plane, point);
  return pointAt(plane, [x + step * direction[0], y - step * direction[1]]);
}

/** The codes in the middle of the cells of a square grid laid over the map, row by row from the top. */
export function cellCodes(plane: Plane, side: number): number[][] {
  return Array.from({ length: side * side }, (_, index) => {
    const column = index % side;
    const row = Math.floor(index / side);
    return codeOf(plane, pointAt(plane, [(column + 0.5) / side, (row + 0.5) / side]));
  });
}

/** A code out of an address: as many finite numbers as the model takes. */
export function readCode(value: unknown, latent: number): number[] | undefined {
  if (!Array.isArray(value) || value.length !== latent) return undefined;
  const numbers = value.filter((item): item is number => typeof item === "number" && Math.abs(item) <= FARTHEST);
  return numbers.length === latent ? numbers : undefined;
}
