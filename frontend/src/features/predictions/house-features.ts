/** The features that a price model asks for, read from its version's question. */

import { isFiniteNumber, numberAt, recordsAt, textAt } from "@/lib/json";

export interface HouseFeature {
  name: string;
  title: { en: string; zh: string };
  unit: string;
  min: number;
  max: number;
  median: number;
  step: number;
}

export function readFeatures(question: unknown): HouseFeature[] {
  return recordsAt(question, "features").map((feature) => {
    const name = textAt(feature, "name") ?? "";
    const min = numberAt(feature, "min") ?? 0;
    const max = numberAt(feature, "max") ?? 1;
    return {
      name,
      title: { en: textAt(feature, "title_en") ?? name, zh: textAt(feature, "title_zh") ?? name },
      unit: textAt(feature, "unit") ?? "",
      min,
      max,
      median: numberAt(feature, "median") ?? (min + max) / 2,
      step: numberAt(feature, "step") ?? (max - min) / 100,
    };
  });
}

/** Medians, replaced by what the address names. */
export function startValues(features: HouseFeature[], shared: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    features.map(({ name, median }) => {
      const given = shared[name];
      return [name, isFiniteNumber(given) ? given : median];
    }),
  );
}

/** Only what differs from the medians goes into the address. */
export function sharedValues(features: HouseFeature[], values: Record<string, number>): Record<string, number> {
  const moved = features.filter(({ name, median }) => values[name] !== undefined && values[name] !== median);
  return Object.fromEntries(moved.map(({ name, median }) => [name, values[name] ?? median]));
}

/** Digits that a feature's step calls for. */
export function digitsOf(step: number): number {
  return Math.max(0, Math.min(6, Math.round(-Math.log10(step))));
}
