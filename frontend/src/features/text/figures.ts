/** How well a text model predicts, beside guessing and counting; read from a version. */

import { numberAt, recordsAt, textAt } from "@/lib/json";

export interface Rival {
  name: string;
  nats: number;
}

export interface Sampled {
  temperature: number;
  distinct: number;
  known: number;
}

/** From the report; from the metrics where the report is not at hand. */
export function readRivals(metrics: unknown, report: unknown): Rival[] {
  const told = recordsAt(report, "baselines").flatMap((row) => {
    const nats = numberAt(row, "nats");
    return nats === undefined ? [] : [{ name: textAt(row, "name") ?? "", nats }];
  });
  if (told.length > 0) return told;
  const known: [string, number | undefined][] = [
    ["network", numberAt(metrics, "nats_per_character")],
    ["n-gram", numberAt(metrics, "ngram_nats_per_character")],
    ["uniform", numberAt(metrics, "uniform_nats_per_character")],
  ];
  return known.flatMap(([name, nats]) => (nats === undefined ? [] : [{ name, nats }]));
}

export function readSampled(report: unknown): Sampled[] {
  return recordsAt(report, "samples").flatMap((row) => {
    const temperature = numberAt(row, "temperature");
    const distinct = numberAt(row, "distinct_4grams");
    const known = numberAt(row, "known_words");
    return temperature === undefined || distinct === undefined || known === undefined
      ? []
      : [{ temperature, distinct, known }];
  });
}
