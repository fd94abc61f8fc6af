import { describe, expect, it } from "vitest";
import { characterName, shownCharacter, shownPrompt } from "@/features/text/characters";

describe("a character", () => {
  it("that can be seen is shown as it is", () => {
    expect(["a", "罗", "—"].map(shownCharacter)).toEqual(["a", "罗", "—"]);
  });

  it("that cannot be seen gets a mark or its number", () => {
    expect([" ", "\n", "\u200b", "\u0301"].map(shownCharacter)).toEqual(["␣", "⏎", "U+200B", "◌\u0301"]);
    expect(characterName("\n")).toBe("newLine");
  });

  it("of a prompt keeps the prompt on one line", () => {
    expect(shownPrompt("ROMEO\n")).toBe("ROMEO⏎");
  });
});
