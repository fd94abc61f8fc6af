import { describe, expect, it } from "vitest";
import type { Job } from "@/api/types";
import { causesOf, decisive, runOf } from "@/features/style/causes";

const TITLE = { en: "", zh: "" };
const PRESETS = [
  { name: "starry-cat", title: TITLE, params: {} },
  { name: "fails-unit-pixels", title: TITLE, params: { pixel_scale: "unit", evaluations: 40, longest_side: 300 } },
];

describe("the causes of failure", () => {
  it("are the presets that fail, after what works", () => {
    expect(causesOf(PRESETS).map(({ name }) => name)).toEqual(["works", "fails-unit-pixels"]);
  });

  it("show the settings that matter, not those that keep the run short", () => {
    expect(decisive(PRESETS[1]?.params ?? {})).toEqual([["pixel_scale", "unit"]]);
  });

  it("find their newest run on the same pictures again", () => {
    const defaults = { pixel_scale: "caffe", evaluations: 60, content: "cat" };
    const job = (id: string, status: Job["status"], params: Job["params"]) => ({ id, status, params });
    const jobs = [
      job("stopped", "canceled", { ...defaults, pixel_scale: "unit" }),
      job("other-picture", "succeeded", { ...defaults, pixel_scale: "unit", content: "dog" }),
      job("newest", "running", { ...defaults, pixel_scale: "unit" }),
      job("older", "succeeded", { ...defaults, pixel_scale: "unit" }),
    ];

    expect(runOf(jobs, defaults, { pixel_scale: "unit" })?.id).toBe("newest");
    expect(runOf(jobs, defaults, { pixel_scale: "caffe" })).toBeUndefined();
  });
});
