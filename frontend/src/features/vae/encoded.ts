/** Where a picture lies and what comes back from there, read from the answer of `encode`. */

import { pngSource } from "@/features/actions/pictures";
import { numberAt, numbersAt, recordsAt, textAt } from "@/lib/json";

export interface Encoded {
  mean: number[];
  reconstruction: string;
  reconstructionNats: number | undefined;
  klNats: number | undefined;
}

export function readEncoded(answer: unknown): Encoded | undefined {
  const [item] = recordsAt(answer, "items");
  if (!item) return undefined;
  return {
    mean: numbersAt(item, "mean"),
    reconstruction: pngSource(textAt(item, "reconstruction") ?? ""),
    reconstructionNats: numberAt(item, "reconstruction_loss"),
    klNats: numberAt(item, "kl"),
  };
}
