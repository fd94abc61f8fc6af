/** What may come next, read from the answer of `next`. */

import { numberAt, recordsAt, textAt, textsAt } from "@/lib/json";

export interface Candidate {
  character: string;
  probability: number;
  reshaped: number;
}

export interface NextAnswer {
  candidates: Candidate[];
  entropyBits: number | undefined;
  reshapedBits: number | undefined;
  warnings: string[];
}

export function readNext(answer: unknown): NextAnswer {
  return {
    candidates: recordsAt(answer, "characters").map((row) => ({
      character: textAt(row, "character") ?? "",
      probability: numberAt(row, "probability") ?? 0,
      reshaped: numberAt(row, "reshaped") ?? 0,
    })),
    entropyBits: numberAt(answer, "entropy_bits"),
    reshapedBits: numberAt(answer, "reshaped_entropy_bits"),
    warnings: textsAt(answer, "warnings"),
  };
}
