/** The settings that make a reproduction fail, and the runs that show it on a person's own pictures. */

import type { Job, Preset } from "@/api/types";
import { sameValue } from "@/components/schema-form/fields";
import type { JsonRecord } from "@/lib/json";

const FAILS = /^fails-/;
/** The size and length at which causes are compared: seconds rather than minutes. */
const SIDE_BY_SIDE = { longest_side: 300, evaluations: 40 } as const;

export interface Cause {
  name: string;
  title: { en: string; zh: string } | undefined;
  params: JsonRecord;
}

export function isCause({ name }: Preset): boolean {
  return FAILS.test(name);
}

/** What works, to compare with, then each cause of failure. */
export function causesOf(presets: Preset[]): Cause[] {
  const works: Cause = { name: "works", title: undefined, params: SIDE_BY_SIDE };
  return [works, ...presets.filter(isCause).map(({ name, title, params }) => ({ name, title, params }))];
}

/** The settings that make the cause: not those that only keep the run short. */
export function decisive(params: JsonRecord): [string, unknown][] {
  return Object.entries(params).filter(([name]) => !(name in SIDE_BY_SIDE));
}

/** The newest run of exactly these settings over the defaults; jobs come newest first. */
export function runOf<Run extends Pick<Job, "status" | "params">>(jobs: Run[], defaults: JsonRecord, params: JsonRecord): Run | undefined {
  const wanted = { ...defaults, ...params };
  const same = (job: Run) => Object.entries(wanted).every(([name, value]) => sameValue(job.params[name], value));
  return jobs.find((job) => job.status !== "canceled" && same(job));
}
