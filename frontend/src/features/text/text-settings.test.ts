import { describe, expect, it } from "vitest";
import { nextBody, readSettings, sampleBody, sharedSettings, startSettings } from "@/features/text/text-settings";

describe("the settings of a text", () => {
  it("come back from the address as they went into it", () => {
    const settings = {
      ...startSettings("12"),
      sampling: "greedy" as const,
      temperature: 1.35,
      topK: 5,
      topP: 0.9,
      seed: 0,
      stop: ["\n\n"],
    };
    const shared: Record<string, unknown> = JSON.parse(JSON.stringify(sharedSettings(settings, "ROMEO")));
    expect(readSettings(shared, "ROMEO")).toEqual(settings);
  });

  it("are not written where they are the usual ones", () => {
    expect(sharedSettings(startSettings("ROMEO"), "ROMEO")).toEqual({});
  });

  it("ignore what an address should not hold", () => {
    const read = readSettings({ temperature: -1, top_k: "many", length: 1e9, stop: "x" }, "a");
    expect(read).toEqual(startSettings("a"));
  });

  it("leave out what the API would refuse", () => {
    expect(sampleBody(startSettings("a"))).toEqual({
      prompt: "a",
      temperature: 0.5,
      sampling: "stochastic",
      max_characters: 400,
      seed: 1,
    });
    expect(nextBody({ ...startSettings("a"), topP: 0.5 }, 12)).toEqual({
      prompt: "a",
      temperature: 0.5,
      top_p: 0.5,
      count: 12,
    });
  });
});
