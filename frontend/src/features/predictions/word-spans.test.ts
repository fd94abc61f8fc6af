import { describe, expect, it } from "vitest";
import { cutAtWords, strongestWords } from "@/features/predictions/word-spans";

describe("the words of an explanation", () => {
  it("are found behind characters that JavaScript counts twice", () => {
    const words = [{ text: "great", start: 2, end: 7, contribution: 1.5 }];

    expect(cutAtWords("🎬 great!", words)).toEqual([
      { text: "🎬 ", contribution: undefined },
      { text: "great", contribution: 1.5 },
      { text: "!", contribution: undefined },
    ]);
  });

  it("keep a text without words whole", () => {
    expect(cutAtWords("abc", [])).toEqual([{ text: "abc", contribution: undefined }]);
  });

  it("are ranked by strength, each once", () => {
    const words = [
      { text: "Dull", start: 0, end: 4, contribution: -2 },
      { text: "fine", start: 5, end: 9, contribution: 1 },
      { text: "dull", start: 10, end: 14, contribution: -2 },
    ];

    expect(strongestWords(words, 5)).toEqual([
      { text: "dull", contribution: -2 },
      { text: "fine", contribution: 1 },
    ]);
  });
});
