/** Characters of a prompt that a model never learned. */

import { at, textsAt } from "@/lib/json";

/** Each once, in order; spaces and line ends count as known, for the API tidies them. */
export function strangers(prompt: string, question: unknown): string[] {
  const known = new Set(textsAt(question, "characters"));
  if (known.size === 0) return [];
  const text = at(question, "lower_case") === true ? prompt.toLowerCase() : prompt;
  return [...new Set(text.normalize("NFC"))].filter((character) => !known.has(character) && !/\s/u.test(character));
}
