/** Reads what moved a designed model's answer. */

import type { WordContribution } from "@/api/types";
import { isFiniteNumber, listAt, numberAt, recordsAt, textAt } from "@/lib/json";

export interface Explained {
  label: string;
  features: { name: string; contribution: number }[];
  words: WordContribution[];
  spans: { start: number; end: number; contribution: number }[];
  heat: number[][];
}

export function readExplanation(found: unknown): Explained {
  const contribution = (row: unknown) => numberAt(row, "contribution") ?? 0;
  return {
    label: textAt(found, "label") ?? "",
    features: recordsAt(found, "features").map((row) => ({ name: textAt(row, "name") ?? "", contribution: contribution(row) })),
    words: recordsAt(found, "words").map((row) => ({
      text: textAt(row, "text") ?? "",
      start: numberAt(row, "start") ?? 0,
      end: numberAt(row, "end") ?? 0,
      contribution: contribution(row),
    })),
    spans: recordsAt(found, "spans").map((row) => ({
      start: numberAt(row, "start") ?? 0,
      end: numberAt(row, "end") ?? 0,
      contribution: contribution(row),
    })),
    heat: listAt(found, "heat").map((row) => (Array.isArray(row) ? row.filter(isFiniteNumber) : [])),
  };
}
