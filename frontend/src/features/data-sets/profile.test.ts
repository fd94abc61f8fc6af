import { describe, expect, it } from "vitest";
import { missingValues, plainCells, readProfile } from "@/features/data-sets/profile";

describe("the profile of a file", () => {
  it("tells each column and what is missing", () => {
    const profile = readProfile({
      rows: 3,
      columns: [
        { name: "age", type: "number", missing: 1, distinct: 2, min: 20, max: 34 },
        { name: "city", type: "category", missing: 2, top: [{ value: "Bern", rows: 1 }] },
      ],
    });

    expect(profile?.columns[0]).toMatchObject({ name: "age", min: 20, max: 34, missing: 1 });
    expect(profile?.columns[1]?.top).toEqual([{ label: "Bern", rows: 1 }]);
    expect(profile && missingValues(profile)).toBe(3);
  });

  it("places each problem and keeps its severity", () => {
    const profile = readProfile({
      problems: [{ code: "not_a_number", severity: "error", en: "Not a number.", zh: "不是数字。", line: 7, column: "age" }],
    });

    expect(profile?.problems[0]).toMatchObject({ severity: "error", line: 7, column: "age" });
  });

  it("takes one target column or several", () => {
    expect(readProfile({ suggestions: { target: "price" } })?.suggestion?.target).toEqual(["price"]);
    expect(readProfile({ suggestions: { target: ["a", "b"] } })?.suggestion?.target).toEqual(["a", "b"]);
  });

  it("shows the first words of a corpus as its sample", () => {
    expect(readProfile({ documents: 2, sample: "Once" })?.samples).toEqual([{ text: "Once" }]);
  });

  it("is nothing where nothing was read", () => {
    expect(readProfile(null)).toBeUndefined();
  });
});

describe("a sample in a table", () => {
  it("leaves the picture out", () => {
    expect(plainCells({ image: "iVBOR", label: "cat" })).toEqual([["label", "cat"]]);
  });
});
