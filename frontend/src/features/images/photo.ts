/** A photo to be judged: a sample, one's own upload, or an example that came with the version. */

import { curlKey } from "@/api/send";
import { type PictureChoice, pictureUrl } from "@/features/studio/picture-choice";
import { pictureSource } from "@/features/data-sets/samples";
import { recordsAt, textAt, textsAt } from "@/lib/json";

export type Photo = PictureChoice | { example: number };

export interface PhotoExample {
  image: string;
  label: string;
}

export interface PhotosQuestion {
  labels: string[];
  examples: PhotoExample[];
}

const SENT_SIDE = 512;

export function readPhotosQuestion(question: unknown): PhotosQuestion {
  return {
    labels: textsAt(question, "labels"),
    examples: recordsAt(question, "examples").map((example) => ({
      image: textAt(example, "image") ?? "",
      label: textAt(example, "label") ?? "",
    })),
  };
}

/** The photo that the address names. */
export function photoOf(search: Record<string, unknown>, examples: number): Photo | undefined {
  const { sample, photo, example } = search;
  if (typeof photo === "string") return { upload: photo };
  if (typeof sample === "string") return { sample };
  const index = Number(example);
  return example !== undefined && Number.isInteger(index) && index >= 0 && index < examples ? { example: index } : undefined;
}

/** What of the address changes when another photo is chosen. */
export function searchOf(photo: Photo): { sample?: string | undefined; photo?: string | undefined; example?: number | undefined } {
  const none = { sample: undefined, photo: undefined, example: undefined };
  if ("sample" in photo) return { ...none, sample: photo.sample };
  return "upload" in photo ? { ...none, photo: photo.upload } : { ...none, example: photo.example };
}

/** Where the browser shows the photo from. */
export function photoSource(photo: Photo, examples: readonly PhotoExample[]): string {
  if ("example" in photo) return pictureSource(examples[photo.example]?.image ?? "");
  return "sample" in photo ? pictureUrl(photo, SENT_SIDE) : pictureUrl(photo);
}

/** A call for a terminal that sends this photo as a file of a form. */
export function photoCurl(origin: string, model: string, call: string, photo: Photo, examples: readonly PhotoExample[]): string {
  const url = `${origin}/api/v1/models/${encodeURIComponent(model)}/${call}`;
  const source =
    "example" in photo
      ? `echo '${examples[photo.example]?.image ?? ""}' | base64 -d`
      : `curl -s '${origin}${photoSource(photo, examples)}'${curlKey()}`;
  return `${source} |\n  curl -s ${url}${curlKey()} \\\n  -F 'image=@-;filename=photo.jpg'`;
}
