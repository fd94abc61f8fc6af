import { describe, expect, it } from "vitest";
import { claimFigure } from "@/features/claims/claim-figure";
import { createFormatter } from "@/lib/format";

const format = createFormatter("en");

describe("a claim's figure", () => {
  it("carries its unit", () => {
    expect(claimFigure(format, 0.8852, "fraction")).toBe("88.5%");
    expect(claimFigure(format, 2.376, "k$")).toBe("$2.38k");
    expect(claimFigure(format, 2.516, "°C")).toBe("2.52 °C");
    expect(claimFigure(format, 4, "epoch")).toBe("4");
    expect(claimFigure(format, 4.3333, "epoch")).toBe("4.3");
  });

  it("carries a sign where it is a difference", () => {
    expect(claimFigure(format, 0.012, "points")).toBe("+1.2 pp");
    expect(claimFigure(format, -0.08, "points")).toBe("-8.0 pp");
    expect(claimFigure(format, -0.295, "loss")).toBe("-0.295");
  });

  it("is a dash where nothing is known", () => {
    expect(claimFigure(format, null, "loss")).toBe("–");
  });
});
