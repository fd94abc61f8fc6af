/** Pictures that an action answers with. */

import { numberAt, numbersAt, listAt, textsAt } from "@/lib/json";

export interface Pictures {
  width: number;
  height: number;
  columns: number;
  /** Addresses that an `<img>` takes. */
  sources: string[];
  /** The vector of each picture, where the action tells. */
  latents: number[][];
}

export function pngSource(base64: string): string {
  return `data:image/png;base64,${base64}`;
}

export function readPictures(answer: unknown): Pictures {
  return {
    width: numberAt(answer, "width") ?? 0,
    height: numberAt(answer, "height") ?? 0,
    columns: numberAt(answer, "columns") ?? 1,
    sources: textsAt(answer, "images").map(pngSource),
    latents: listAt(answer, "latents").map((vector) => numbersAt(vector)),
  };
}
