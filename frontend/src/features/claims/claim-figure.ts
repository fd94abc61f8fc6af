/** A claim's figure with its unit, as people read it. */

import type { Formatter } from "@/lib/format";

function signed(value: number, text: string): string {
  return value > 0 ? `+${text}` : text;
}

/** `points` is a difference of fractions, in percentage points; a difference carries its sign. */
export function claimFigure(format: Formatter, value: number | null, unit: string): string {
  if (value === null) return "–";
  switch (unit) {
    case "fraction":
      return format.percent(value, 1);
    case "points":
      return signed(value, `${format.number(value * 100, 1)} pp`);
    case "k$":
      return format.figure(value, unit);
    case "epoch":
      return format.number(value, Number.isInteger(value) ? 0 : 1);
    case "loss":
      return signed(value, format.number(value, 3));
    case "°C":
      return `${format.number(value, 2)} °C`;
    default:
      return format.number(value, 2);
  }
}
