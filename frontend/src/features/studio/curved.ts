/** Sliders over wide ranges: small values get as much room as large ones. */

import type { Field } from "@/components/schema-form/fields";

export interface Curved {
  min: number;
  max: number;
  /** Position, 0 to 1, of a value. */
  place: (value: number) => number;
  /** Value, to three significant digits, at a position from 0 to 1. */
  value: (place: number) => number;
}

const NARROW = 50;
const ROOM = 1000;

/** The scale of a field: even for a narrow range, logarithmic for a wide one. */
export function curved(field: Field): Curved {
  const min = field.minimum ?? field.above ?? 0;
  const max = field.maximum ?? field.below ?? Math.max(1, min * 100);
  const floor = field.minimum ?? min + (max - min) / ROOM;
  if (min > 0 && max / min < NARROW) {
    return {
      min: floor,
      max,
      place: (value) => (value - min) / (max - min),
      value: (place) => Number((min + place * (max - min)).toPrecision(3)),
    };
  }
  const growth = min > 0 ? max / min : ROOM;
  return {
    min: floor,
    max,
    place: (value) => Math.log(1 + ((value - min) / (max - min)) * (growth - 1)) / Math.log(growth),
    value: (place) => {
      const exact = min + ((max - min) * (growth ** place - 1)) / (growth - 1);
      return Math.min(max, Math.max(floor, Number(exact.toPrecision(3))));
    },
  };
}
