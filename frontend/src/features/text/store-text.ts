/** A person's own text as a data set. */

import { ApiError } from "@/api/problem";
import { send } from "@/api/send";
import { isRecord, textAt } from "@/lib/json";

/** A name the API takes, from a file's: `My Poems.txt` gives `my-poems`; a name without Latin letters gets a date. */
export function nameOf(file: string, now: Date): string {
  const plain = file.replace(/\.[^.]*$/, "").normalize("NFKD").toLowerCase();
  const slug = plain.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 40);
  const stamp = now.toISOString().slice(0, 19).replaceAll(/\D/g, "");
  return slug === "" ? `text-${stamp}` : slug;
}

async function post(file: File, name: string): Promise<unknown> {
  const form = new FormData();
  form.append("file", file);
  form.append("name", name);
  form.append("format", "text");
  const response = await send("/api/v1/datasets", { method: "POST", body: form });
  const body: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, isRecord(body) ? body : {});
  return body;
}

/** Stores the text and gives the data set's name; another text under the same name gets a number behind it. */
export async function storeText(file: File): Promise<string> {
  const name = nameOf(file.name, new Date());
  try {
    return textAt(await post(file, name), "name") ?? name;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "data_set_exists") throw error;
  }
  const again = `${name}-${String(Date.now() % 100_000)}`;
  return textAt(await post(file, again), "name") ?? again;
}

