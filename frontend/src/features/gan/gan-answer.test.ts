import { describe, expect, it } from "vitest";
import { coverage, logShare, readAlarms, readDistances, readSeen } from "@/features/gan/gan-answer";

describe("what the judge sees", () => {
  it("is counted by class, the missing ones too", () => {
    const { classes } = readSeen({ looks_like: ["7", "1", "7", null], confidence: [0.9, 0.8, 1, null] });
    expect(coverage(classes, ["1", "2", "7"])).toEqual([
      { name: "1", count: 1 },
      { name: "2", count: 0 },
      { name: "7", count: 2 },
    ]);
  });

  it("is put in order where the classes are not known", () => {
    expect(coverage(["10", "9", undefined], []).map(({ name }) => name)).toEqual(["9", "10"]);
  });
});

describe("the figures of a generator", () => {
  it("stand beside real, untrained and noise, and leave out what was not measured", () => {
    expect(readDistances({ frechet: 17, frechet_real: 0.8, frechet_noise: 900 })).toEqual([
      { name: "real", value: 0.8 },
      { name: "here", value: 17 },
      { name: "noise", value: 900 },
    ]);
    expect(logShare(900, 900)).toBe(1);
    expect(logShare(17, 900)).toBeGreaterThan(0.3);
  });

  it("name an alarm once, with its first epoch", () => {
    const alarm = (epoch: number) => ({ epoch, code: "collapse", en: "Collapsed.", zh: "崩溃。" });
    expect(readAlarms({ alarms: [alarm(3), alarm(4)] })).toEqual([{ epoch: 3, words: { en: "Collapsed.", zh: "崩溃。" } }]);
  });
});
