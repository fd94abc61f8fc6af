/** A picture in settings: a sample by name or an upload by id. */

import { isRecord, textAt } from "@/lib/json";

export type PictureChoice = { sample: string } | { upload: string };
/** As the API writes it in a job's settings. */
export type SentChoice = { sample: string | null; upload: string | null };
export type ThumbnailSize = 64 | 128 | 256 | 512;

export function readChoice(value: unknown): PictureChoice | undefined {
  if (!isRecord(value)) return undefined;
  const sample = textAt(value, "sample");
  const upload = textAt(value, "upload");
  if (sample !== undefined) return { sample };
  return upload === undefined ? undefined : { upload };
}

/** Where a picture is shown from; without a size, the whole picture. */
export function pictureUrl(choice: PictureChoice, size?: ThumbnailSize): string {
  const path =
    "sample" in choice
      ? `/api/v1/pictures/${encodeURIComponent(choice.sample)}`
      : `/api/v1/uploads/${encodeURIComponent(choice.upload)}/content`;
  return size === undefined ? path : `${path}?size=${String(size)}`;
}

export function sameChoice(left: PictureChoice | undefined, right: PictureChoice | undefined): boolean {
  return left !== undefined && right !== undefined && pictureUrl(left) === pictureUrl(right);
}

export function sentChoice(choice: PictureChoice): SentChoice {
  return "sample" in choice ? { sample: choice.sample, upload: null } : { sample: null, upload: choice.upload };
}
