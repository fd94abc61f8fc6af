import { describe, expect, it } from "vitest";
import { strangers } from "@/features/text/strangers";

const QUESTION = { characters: ["a", "b", "é", " "], lower_case: false };

describe("characters that a model never learned", () => {
  it("are named once each", () => {
    expect(strangers("a€b罗€\n\t", QUESTION)).toEqual(["€", "罗"]);
  });

  it("are not those written in two parts, or in capitals where the model reads none", () => {
    expect(strangers("e\u0301", QUESTION)).toEqual([]);
    expect(strangers("AB", QUESTION)).toEqual(["A", "B"]);
    expect(strangers("AB", { ...QUESTION, lower_case: true })).toEqual([]);
  });

  it("are not guessed where the version does not tell what it knows", () => {
    expect(strangers("€", {})).toEqual([]);
  });
});
