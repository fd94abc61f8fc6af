/** A small axis for one claim: the values of its seeds, the book's figure, and the stretch where the claim holds. */

import type { Claim } from "@/api/types";

export interface Axis {
  low: number;
  high: number;
  /** From 0 (left) to 1 (right). */
  place: (value: number) => number;
  /** The stretch that meets the claim, in places. */
  holds: [number, number];
}

export function valuesOf(claim: Pick<Claim, "seeds">): number[] {
  return claim.seeds.map(({ value }) => value).filter((value) => value !== null);
}

function limits(claim: Pick<Claim, "relation" | "bound" | "tolerance">): [number, number] {
  const { relation, bound, tolerance } = claim;
  if (relation === "within") return [bound - tolerance, bound + tolerance];
  return relation.startsWith("<") ? [-Infinity, bound + tolerance] : [bound - tolerance, Infinity];
}

/** Room for every value, the book's figure and the bound, with a margin on both sides. */
export function axisOf(claim: Pick<Claim, "seeds" | "book" | "relation" | "bound" | "tolerance">): Axis {
  const [from, to] = limits(claim);
  const known = [...valuesOf(claim), ...(claim.book === null ? [] : [claim.book]), from, to].filter(Number.isFinite);
  const least = Math.min(...known);
  const most = Math.max(...known);
  const margin = (most - least || Math.abs(most) || 1) * 0.15;
  const low = least - margin;
  const high = most + margin;
  const place = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low)));
  return { low, high, place, holds: [place(Math.max(from, low)), place(Math.min(to, high))] };
}
