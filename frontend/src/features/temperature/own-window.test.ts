import { describe, expect, it } from "vitest";
import { readWindow, windowText } from "@/features/temperature/own-window";
import { chartRows, readForecastQuestion, readSteps } from "@/features/temperature/question";

const COLUMNS = [
  { name: "temp", unit: "°C" },
  { name: "pressure", unit: "hPa" },
];

describe("rows of one's own", () => {
  it("may have a header, gaps, and any usual separator", () => {
    expect(readWindow("temp,pressure\n1.5,1000\n,1001\n", COLUMNS, 2).window).toEqual([
      [1.5, 1000],
      [null, 1001],
    ]);
    expect(readWindow("1\t2\r\nNaN\t4", COLUMNS, 2).window).toEqual([
      [1, 2],
      [null, 4],
    ]);
  });

  it("come back as they were written", () => {
    const window = [
      [1.5, null],
      [-2, 3],
    ];
    expect(readWindow(windowText(window, COLUMNS), COLUMNS, 2).window).toEqual(window);
  });

  it("are refused with their place", () => {
    expect(readWindow("1,2", COLUMNS, 2).problem).toEqual({ code: "wrongRows", given: 1, wanted: 2 });
    expect(readWindow("1,2\n3", COLUMNS, 2).problem).toEqual({ code: "wrongCells", row: 2, given: 1, wanted: 2 });
    expect(readWindow("1,2\n3,warm", COLUMNS, 2).problem).toEqual({ code: "wrongNumber", row: 2, column: "pressure", cell: "warm" });
  });
});

describe("the chart", () => {
  it("joins past and forecast at now", () => {
    const question = readForecastQuestion({ columns: COLUMNS, target: "temp", unit: "°C", sampling_minutes: 60, window: 2, horizon: 1, examples: [] });
    const steps = readSteps({ steps: [{ hours: 1, value: 3, low: 2, high: 4, baseline: 2.5 }, { hours: 2 }] });
    const rows = chartRows(question, { start: undefined, window: [[1, 9], [2.5, 9]], truth: [3.5] }, steps);
    expect(rows).toEqual([
      { hours: -1, past: 1 },
      { hours: 0, past: 2.5, value: 2.5, band: [2.5, 2.5], truth: 2.5, baseline: 2.5 },
      { hours: 1, value: 3, band: [2, 4], baseline: 2.5, truth: 3.5 },
    ]);
  });
});
