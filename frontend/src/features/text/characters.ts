/** Characters that cannot be seen, made readable. */

const MARKS: Record<string, string> = { " ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍", "\u00a0": "⍽", "\u3000": "␣" };

export type CharacterName = "space" | "newLine" | "tab";
const NAMES: Record<string, CharacterName> = { " ": "space", "\u3000": "space", "\n": "newLine", "\t": "tab" };

/** A mark to show in place of a character; itself where it can be seen. */
export function shownCharacter(character: string): string {
  const mark = MARKS[character];
  if (mark !== undefined) return mark;
  const code = character.codePointAt(0) ?? 0;
  if (/^[\p{C}\p{Z}]$/u.test(character)) return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return /^\p{M}$/u.test(character) ? `◌${character}` : character;
}

/** The key under which a character's name is translated; undefined where it names itself. */
export function characterName(character: string): CharacterName | undefined {
  return NAMES[character];
}

/** A text on one line, for a chip. */
export function shownPrompt(prompt: string): string {
  return prompt.replaceAll("\n", "⏎");
}
