import { describe, expect, it } from "vitest";
import { createFormatter } from "@/lib/format";

const english = createFormatter("en");
const chinese = createFormatter("zh");

describe("figures", () => {
  it("shows fractions as percentages and thousands of dollars as money", () => {
    expect(english.figure(0.8854, "fraction")).toBe("88.5%");
    expect(english.figure(2.55, "k$")).toBe("$2.55k");
    expect(english.figure(12.5, "°C")).toBe("12.5 °C");
  });

  it("keeps a sensible precision", () => {
    expect(english.number(0.123456)).toBe("0.1235");
    expect(english.number(1234.56)).toBe("1,235");
    expect(english.number(0.0000321)).toBe("3.2E-5");
    expect(english.number(3, 2)).toBe("3.00");
  });

  it("shows an unknown value as a dash", () => {
    expect(english.percent(undefined)).toBe("–");
    expect(english.number(Number.NaN)).toBe("–");
    expect(english.seconds(null)).toBe("–");
  });
});

describe("times and sizes", () => {
  it("names units in the language of the page", () => {
    expect(english.seconds(0.0412)).toBe("41 ms");
    expect(english.seconds(75)).toBe("1 min 15 sec");
    expect(english.seconds(7260)).toBe("2 hr 1 min");
    expect(chinese.seconds(75)).toBe("1分钟 15秒");
    expect(english.bytes(3_460_000)).toBe("3.5 MB");
  });

  it("says how long ago", () => {
    const now = Date.parse("2026-11-23T12:00:00Z");

    expect(english.ago("2026-11-23T11:58:00Z", now)).toBe("2 minutes ago");
    expect(chinese.ago("2026-11-23T11:58:00Z", now)).toBe("2分钟前");
  });

  it("shows prices in whole dollars", () => {
    expect(english.usd(24_149.6)).toBe("$24,150");
  });
});
