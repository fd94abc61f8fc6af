/** What is drawn: kept in the address, sent to the API. */

import type { GanSampleQuestion } from "@/api/types";
import { isFiniteNumber, type JsonRecord } from "@/lib/json";

export const SHEET = 64;
export const TRUNCATION = { low: 0.1, high: 2, usual: 1 } as const;

export interface GanSettings {
  seed: number;
  truncation: number;
  label: string | null;
  epoch: number | undefined;
}

export function readGanSettings(search: JsonRecord, labels: readonly string[]): GanSettings {
  const seed = search["seed"];
  const truncation = search["truncation"];
  const epoch = search["epoch"];
  const label = labels.find((name) => name === String(search["label"]));
  const fits = isFiniteNumber(truncation) && truncation >= TRUNCATION.low && truncation <= TRUNCATION.high;
  return {
    seed: isFiniteNumber(seed) && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32 ? seed : 1,
    truncation: fits ? truncation : TRUNCATION.usual,
    label: label ?? null,
    epoch: isFiniteNumber(epoch) ? epoch : undefined,
  };
}

export function sharedGanSettings({ seed, truncation, label, epoch }: GanSettings): JsonRecord {
  return {
    seed,
    ...(truncation === TRUNCATION.usual ? {} : { truncation }),
    ...(label === null ? {} : { label }),
    ...(epoch === undefined ? {} : { epoch }),
  };
}

/** The body of `sample`. */
export function sheetBody({ seed, truncation, label }: GanSettings): GanSampleQuestion {
  return { n: SHEET, seed, truncation, ...(label === null ? {} : { label }) };
}

/** Two ends at most: a third replaces the second, an end picked again is let go. */
export function withEnd(ends: readonly number[], picked: number): number[] {
  if (ends.includes(picked)) return ends.filter((end) => end !== picked);
  return [...ends.slice(0, 1), picked];
}
