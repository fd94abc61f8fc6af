/** Cuts a text at the words that an explanation names. */

import type { WordContribution } from "@/api/types";

export interface Piece {
  text: string;
  contribution: number | undefined;
}

/** The API counts code points, JavaScript UTF-16 units: an emoji before a word would shift it. */
export function cutAtWords(text: string, words: WordContribution[]): Piece[] {
  const characters = [...text];
  const pieces: Piece[] = [];
  let position = 0;
  for (const word of [...words].sort((a, b) => a.start - b.start)) {
    if (word.start < position) continue;
    if (word.start > position) {
      pieces.push({ text: characters.slice(position, word.start).join(""), contribution: undefined });
    }
    pieces.push({ text: characters.slice(word.start, word.end).join(""), contribution: word.contribution });
    position = word.end;
  }
  if (position < characters.length) pieces.push({ text: characters.slice(position).join(""), contribution: undefined });
  return pieces;
}

/** Distinct words, the strongest first. */
export function strongestWords(words: WordContribution[], count: number): { text: string; contribution: number }[] {
  const distinct = new Map(words.map(({ text, contribution }) => [text.toLowerCase(), contribution]));
  return [...distinct]
    .map(([text, contribution]) => ({ text, contribution }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, count);
}
