/** The epochs that a training saved, and the pictures it showed on the way. */

import type { Point } from "@/features/jobs/job-live";
import type { Frame, Shown } from "@/features/jobs/job-shown";
import { listAt, numericEntries } from "@/lib/json";

export interface ShownEpoch {
  epoch: number;
  picture: string;
  /** Its state was kept too: a run can be forked from here. */
  forkable: boolean;
}

const SAVED = /^epoch-(\d+)\.(png|state)$/;

/** The epochs that can be shown, in order: those a finished job kept, and those its stream has told of. */
export function shownEpochs(artifacts: readonly Frame[], live: Shown["epochs"]): ShownEpoch[] {
  const pictures = new Map(live.flatMap(({ epoch, url }) => (url === undefined ? [] : [[epoch, url] as const])));
  const states = new Set(live.filter(({ state }) => state).map(({ epoch }) => epoch));
  for (const { name, url } of artifacts) {
    const [, number, part] = SAVED.exec(name) ?? [];
    if (part === "png") pictures.set(Number(number), url);
    if (part === "state") states.add(Number(number));
  }
  return [...pictures]
    .sort(([a], [b]) => a - b)
    .map(([epoch, picture]) => ({ epoch, picture, forkable: states.has(epoch) }));
}

/** Addresses of what a running training showed, the newest first: its live frames, then its epochs. */
export function newestPictures({ frames, epochs }: Shown): string[] {
  const saved = epochs.flatMap(({ url }) => (url === undefined ? [] : [url]));
  return [...saved, ...frames.map(({ url }) => url)].reverse();
}

/** Curves out of a report's history: one record of figures an epoch. */
export function curvesOfHistory(report: unknown): Record<string, Point[]> {
  const curves: Record<string, Point[]> = {};
  listAt(report, "history").forEach((figures, index) => {
    for (const [name, value] of numericEntries(figures)) (curves[name] ??= []).push({ epoch: index + 1, value });
  });
  return curves;
}

/** Rows for a chart of some curves: one an epoch, each figure under its own name. */
export function rowsOf(curves: Record<string, Point[]>, names: readonly string[]): Record<string, number | undefined>[] {
  const rows = new Map<number, Record<string, number | undefined>>();
  for (const name of names) {
    for (const { epoch, value } of curves[name] ?? []) rows.set(epoch, { ...rows.get(epoch), epoch, [name]: value });
  }
  return [...rows.values()].sort((a, b) => (a["epoch"] ?? 0) - (b["epoch"] ?? 0));
}
