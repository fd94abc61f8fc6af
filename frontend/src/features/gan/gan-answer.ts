/** What a generator's answers and versions tell beside the pictures. */

import { at, listAt, numberAt, recordsAt, textAt, textsAt } from "@/lib/json";

export interface Seen {
  /** What the judge takes each picture for; undefined where the data has no classes. */
  classes: (string | undefined)[];
  confidence: (number | undefined)[];
}

export function readSeen(answer: unknown): Seen {
  return {
    classes: listAt(answer, "looks_like").map((name) => (typeof name === "string" ? name : undefined)),
    confidence: listAt(answer, "confidence").map((value) => (typeof value === "number" ? value : undefined)),
  };
}

export interface Share {
  name: string;
  count: number;
}

/** How many pictures each class has, missing classes too where their names are known. */
export function coverage(seen: Seen["classes"], known: readonly string[]): Share[] {
  const counts = new Map(known.map((name) => [name, 0]));
  for (const name of seen) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rows = [...counts].map(([name, count]) => ({ name, count }));
  return known.length > 0 ? rows : rows.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

export interface GanQuestion {
  latent: number;
  /** Classes that can be asked for; empty unless the model draws by class. */
  labels: string[];
  /** Classes that the judge can see, where the version tells. */
  classes: string[];
}

export function readGanQuestion(question: unknown): GanQuestion {
  const labels = textsAt(question, "labels");
  const classes = textsAt(question, "classes");
  return { latent: numberAt(question, "latent_size") ?? 64, labels, classes: classes.length > 0 ? classes : labels };
}

export interface Alarm {
  epoch: number | undefined;
  words: { en: string; zh: string };
}

/** What went wrong while it trained, and the settings known to make it go wrong. */
export function readAlarms(report: unknown): Alarm[] {
  const rows = [...recordsAt(report, "warnings"), ...recordsAt(report, "alarms")];
  const told = new Map<string, Alarm>();
  for (const row of rows) {
    const en = textAt(row, "en") ?? "";
    if (!told.has(en)) told.set(en, { epoch: numberAt(row, "epoch"), words: { en, zh: textAt(row, "zh") ?? en } });
  }
  return [...told.values()];
}

export interface Distance {
  name: "here" | "real" | "untrained" | "noise";
  value: number;
}

/** Frechet distances to the real pictures: of the samples, of other real pictures, and of two that are no good. */
export function readDistances(metrics: unknown): Distance[] {
  const names = { here: "frechet", real: "frechet_real", untrained: "frechet_untrained", noise: "frechet_noise" } as const;
  return (["real", "here", "untrained", "noise"] as const).flatMap((name) => {
    const value = at(metrics, names[name]);
    return typeof value === "number" ? [{ name, value }] : [];
  });
}

/** Length of a bar on a logarithmic scale: distances differ by factors of hundreds. */
export function logShare(value: number, largest: number): number {
  return Math.log1p(Math.max(0, value)) / Math.log1p(Math.max(largest, 1e-9));
}
