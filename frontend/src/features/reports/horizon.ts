/** Errors of a forecast for each step ahead. */

import { numberAt, recordsAt } from "@/lib/json";

export interface HorizonRow {
  hours: number;
  mae: number;
  baseline: number;
  yesterday: number | undefined;
}

export function readHorizon(report: unknown): HorizonRow[] {
  return recordsAt(report, "horizon").flatMap((row) => {
    const hours = numberAt(row, "hours");
    const mae = numberAt(row, "mae");
    const baseline = numberAt(row, "baseline_mae");
    if (hours === undefined || mae === undefined || baseline === undefined) return [];
    return [{ hours, mae, baseline, yesterday: numberAt(row, "yesterday_mae") }];
  });
}
