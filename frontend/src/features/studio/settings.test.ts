import { defaultParseSearch } from "@tanstack/react-router";
import { describe, expect, it } from "vitest";
import { readFields } from "@/components/schema-form/fields";
import { differing, isPreset, keptSearch, searchOf, settingsOf, withPreset } from "@/features/studio/settings";
import { shareLink } from "@/features/studio/share-link";

const PICTURE = { properties: { sample: {}, upload: {} }, title: "PictureChoice", type: "object" };
const SCHEMA = {
  $defs: {
    Choice: {
      type: "object",
      properties: { layer: { type: "string", enum: ["early", "late"] }, coefficient: { type: "number", exclusiveMinimum: 0 } },
    },
    PictureChoice: PICTURE,
  },
  properties: {
    photo: { $ref: "#/$defs/PictureChoice", default: { sample: "chelsea", upload: null } },
    second: { anyOf: [{ $ref: "#/$defs/PictureChoice" }, { type: "null" }], default: null },
    layers: { type: "array", items: { $ref: "#/$defs/Choice" }, minItems: 1, default: [{ layer: "late", coefficient: 1 }] },
    steps: { type: "integer", minimum: 1, maximum: 200, default: 20 },
    limit: { anyOf: [{ type: "number" }, { type: "null" }], default: null },
  },
};
const FIELDS = readFields(SCHEMA);
const COFFEE = { sample: "coffee", upload: null };

describe("settings of pictures, lists of objects and empty values", () => {
  it("are read from the recipe's schema", () => {
    expect(FIELDS.map(({ name, kind, nullable }) => [name, kind, nullable])).toEqual([
      ["photo", "picture", false],
      ["second", "picture", true],
      ["layers", "objects", false],
      ["steps", "integer", false],
      ["limit", "number", true],
    ]);
    expect(FIELDS[2]?.items.map(({ name, kind }) => [name, kind])).toEqual([
      ["layer", "choice"],
      ["coefficient", "number"],
    ]);
  });
});

describe("settings in the address", () => {
  it("come back as they were, and hold only what differs from the defaults", () => {
    const values = { ...settingsOf(FIELDS, {}), photo: COFFEE, layers: [{ layer: "early", coefficient: 2.5 }] };

    const search = searchOf(FIELDS, values);

    expect(Object.keys(search)).toEqual(["photo", "layers"]);
    expect(settingsOf(FIELDS, search)).toEqual(values);
  });

  it("survive a link that is copied and opened", () => {
    const params = { ...settingsOf(FIELDS, {}), photo: COFFEE, steps: 7, limit: 2 };

    const link = shareLink({ id: "job_1", recipe: "deep-dream", params, seed: 9 }, FIELDS);
    const opened = defaultParseSearch(new URL(link).search);

    expect(settingsOf(FIELDS, opened)).toEqual(params);
    expect(keptSearch(opened)).toEqual({ job: "job_1", seed: 9 });
  });

  it("fall back to the defaults where the address holds what could not be sent", () => {
    const broken = { steps: 1000, layers: [{ layer: "none", coefficient: 1 }], photo: "coffee", limit: "high" };

    expect(settingsOf(FIELDS, broken)).toEqual(settingsOf(FIELDS, {}));
  });
});

describe("a preset", () => {
  it("keeps the picture that a person chose, and resets the rest", () => {
    const before = { ...settingsOf(FIELDS, {}), photo: COFFEE, limit: 3 };

    const after = withPreset(FIELDS, before, { steps: 5 });

    expect(after).toEqual({ ...settingsOf(FIELDS, {}), photo: COFFEE, steps: 5 });
    expect(isPreset(FIELDS, after, { steps: 5 })).toBe(true);
    expect(isPreset(FIELDS, { ...after, limit: 3 }, { steps: 5 })).toBe(false);
  });

  it("may name its picture in short", () => {
    const after = withPreset(FIELDS, settingsOf(FIELDS, {}), { photo: { sample: "coffee" } });

    expect(after["photo"]).toEqual(COFFEE);
  });
});

it("names the settings in which two runs differ", () => {
  expect(differing({ steps: 5, photo: COFFEE }, { steps: 6, photo: { ...COFFEE }, seed: 1 })).toEqual(["steps", "seed"]);
});
