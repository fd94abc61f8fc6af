import { describe, expect, it } from "vitest";
import en from "@/i18n/en.json";
import zh from "@/i18n/zh.json";
import { isRecord } from "@/lib/json";

function texts(value: unknown, path = ""): [string, string][] {
  if (!isRecord(value)) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, path ? `${path}.${key}` : key));
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? "").sort();
}

const english = new Map(texts(en));
const chinese = new Map(texts(zh));

describe("the two languages", () => {
  it("have the same keys", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("leave no text empty", () => {
    const empty = [...english, ...chinese].filter(([, text]) => text.trim() === "");

    expect(empty).toEqual([]);
  });

  it("fill in the same values", () => {
    for (const [key, text] of english) {
      expect(placeholders(chinese.get(key) ?? ""), key).toEqual(placeholders(text));
    }
  });

  it("leave no English sentence in the Chinese file", () => {
    const allowed = /^(Chapterhouse|SHA-256|F1|R²|API.*)$/;
    const left = [...chinese].filter(([, text]) => !/\p{Script=Han}/u.test(text) && /[A-Za-z]{2,}/.test(text.replaceAll(/\{\{\w+\}\}/g, "")) && !allowed.test(text));

    expect(left).toEqual([]);
  });
});
