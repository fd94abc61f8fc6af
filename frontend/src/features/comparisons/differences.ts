/** Runs beside each other: the settings in which they differ, and which figure is the best of its row. */

import type { Job } from "@/api/types";
import { sameValue } from "@/components/schema-form/fields";
import { isHigherBetter } from "@/features/jobs/curves";
import { numberAt, numericEntries } from "@/lib/json";

export interface SettingRow {
  name: string;
  values: unknown[];
}

function settingsOf(job: Job): Record<string, unknown> {
  return { recipe: job.recipe, data_set: job.data_set, ...job.params, seed: job.seed };
}

/** The settings that are not the same in all runs, in the order of the first run's form. */
export function differing(jobs: Job[]): SettingRow[] {
  const settings = jobs.map(settingsOf);
  const names = [...new Set(settings.flatMap((one) => Object.keys(one)))];
  return names
    .map((name) => ({ name, values: settings.map((one) => one[name]) }))
    .filter(({ values }) => values.some((value) => !sameValue(value, values[0])));
}

export interface MetricRow {
  name: string;
  values: (number | undefined)[];
  /** Places of the best value; none where nothing is better than anything else. */
  best: number[];
}

const NEITHER = /^(baseline_|rows$)|_epoch$|coverage/;

function bestOf(name: string, values: (number | undefined)[]): number[] {
  const known = values.filter((value) => value !== undefined);
  if (NEITHER.test(name) || known.length < 2 || new Set(known).size < 2) return [];
  const wanted = isHigherBetter(name) ? Math.max(...known) : Math.min(...known);
  return values.flatMap((value, place) => (value === wanted ? [place] : []));
}

/** The figures of finished runs, each with its best value marked; the headline first. */
export function metricRows(jobs: Job[], headline: string | undefined): MetricRow[] {
  const names = [...new Set(jobs.flatMap((job) => numericEntries(job.result?.["metrics"]).map(([name]) => name)))];
  names.sort((a, b) => Number(b === headline) - Number(a === headline));
  return names.map((name) => {
    const values = jobs.map((job) => numberAt(job.result, "metrics", name));
    return { name, values, best: bestOf(name, values) };
  });
}
