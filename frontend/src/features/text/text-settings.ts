/** How a text is to be written: kept in the address, sent to the API. */

import type { TextNextQuestion, TextSampleQuestion } from "@/api/types";
import { isFiniteNumber, type JsonRecord } from "@/lib/json";

export interface TextSettings {
  prompt: string;
  sampling: "stochastic" | "greedy";
  temperature: number;
  topK: number | null;
  topP: number | null;
  length: number;
  seed: number;
  stop: string[];
}

export const LIMITS = { length: 2000, seed: 2 ** 53 - 1, stops: 4, hottest: 2, coldest: 0.05 } as const;

export function startSettings(prompt: string): TextSettings {
  return { prompt, sampling: "stochastic", temperature: 0.5, topK: null, topP: null, length: 400, seed: 1, stop: [] };
}

function numberIn(value: unknown, low: number, high: number): number | undefined {
  return isFiniteNumber(value) && value >= low && value <= high ? value : undefined;
}

/** The settings that an address names, over the usual ones. */
export function readSettings(search: JsonRecord, firstPrompt: string): TextSettings {
  const usual = startSettings(firstPrompt);
  const given = search["prompt"];
  const stop = search["stop"];
  return {
    prompt: given === undefined ? firstPrompt : String(given),
    sampling: search["sampling"] === "greedy" ? "greedy" : "stochastic",
    temperature: numberIn(search["temperature"], LIMITS.coldest, 5) ?? usual.temperature,
    topK: numberIn(search["top_k"], 1, 10_001) ?? null,
    topP: numberIn(search["top_p"], 0.01, 1) ?? null,
    length: numberIn(search["length"], 1, LIMITS.length) ?? usual.length,
    seed: numberIn(search["seed"], 0, LIMITS.seed) ?? usual.seed,
    stop: Array.isArray(stop) ? stop.map(String).slice(0, LIMITS.stops) : [],
  };
}

/** Only what differs from the usual goes into the address. */
export function sharedSettings(settings: TextSettings, firstPrompt: string): JsonRecord {
  const usual = startSettings(firstPrompt);
  const all: [string, unknown, unknown][] = [
    ["prompt", settings.prompt, usual.prompt],
    ["sampling", settings.sampling, usual.sampling],
    ["temperature", settings.temperature, usual.temperature],
    ["top_k", settings.topK, usual.topK],
    ["top_p", settings.topP, usual.topP],
    ["length", settings.length, usual.length],
    ["seed", settings.seed, usual.seed],
  ];
  const changed = all.filter(([, value, plain]) => value !== plain).map(([name, value]) => [name, value]);
  return { ...Object.fromEntries(changed), ...(settings.stop.length > 0 ? { stop: settings.stop } : {}) };
}

function shaping({ prompt, temperature, topK, topP }: TextSettings) {
  return {
    prompt,
    temperature,
    ...(topK === null ? {} : { top_k: topK }),
    ...(topP === null ? {} : { top_p: topP }),
  };
}

/** The body of `sample`. */
export function sampleBody(settings: TextSettings): TextSampleQuestion {
  const { sampling, length, seed, stop } = settings;
  return { ...shaping(settings), sampling, max_characters: length, seed, ...(stop.length > 0 ? { stop } : {}) };
}

/** The body of `next`. */
export function nextBody(settings: TextSettings, count: number): TextNextQuestion {
  return { ...shaping(settings), count };
}
