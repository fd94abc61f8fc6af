/** Reads what the service found in a file: kinds of data differ, so every part is optional. */

import { at, isFiniteNumber, isRecord, type JsonRecord, listAt, numberAt, numericEntries, recordsAt, textAt, textsAt } from "@/lib/json";

export interface ProfileColumn {
  name: string;
  type: string;
  missing: number;
  distinct: number | undefined;
  min: number | undefined;
  max: number | undefined;
  top: ClassCount[];
}

export interface ClassCount {
  label: string;
  rows: number;
}

export interface Problem {
  code: string;
  severity: "warning" | "error";
  words: { en: string; zh: string };
  line: number | undefined;
  column: string | undefined;
}

export interface Suggestion {
  input: string | undefined;
  task: string | undefined;
  target: string[];
  recipes: string[];
  /** Why this architecture, where the data itself decides. */
  reason: { en: string; zh: string } | undefined;
}

export interface Profile {
  kind: string | undefined;
  format: string | undefined;
  rows: number | undefined;
  columns: ProfileColumn[];
  target: string | undefined;
  classes: ClassCount[];
  balance: number | undefined;
  imbalanced: boolean;
  duplicates: number;
  leakage: { columns: string[]; rows: number };
  problems: Problem[];
  suggestion: Suggestion | undefined;
  samples: JsonRecord[];
  /** Further numbers that a kind has: characters, ignored files, sizes of pictures. */
  facts: Fact[];
}

export type FactName = keyof typeof FACTS;
export interface Fact {
  name: FactName;
  value: number | number[] | boolean | string;
}

const FACTS = {
  documents: true,
  characters: true,
  distinct_characters: true,
  files_ignored: true,
  rows_dropped: true,
  smallest: true,
  largest: true,
  colour: true,
  shape: true,
  mean_words: true,
  time_column: true,
  start: true,
  end: true,
  sampling_minutes: true,
} as const;

function isFactName(name: string): name is FactName {
  return name in FACTS;
}

function columnOf(column: JsonRecord): ProfileColumn {
  return {
    name: textAt(column, "name") ?? "",
    type: textAt(column, "type") ?? "number",
    missing: numberAt(column, "missing") ?? 0,
    distinct: numberAt(column, "distinct"),
    min: numberAt(column, "min"),
    max: numberAt(column, "max"),
    top: recordsAt(column, "top").map((value) => ({ label: shownText(value["value"]), rows: numberAt(value, "rows") ?? 0 })),
  };
}

/** A cell or a label in one line. */
export function shownText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function problemOf(problem: JsonRecord): Problem {
  const code = textAt(problem, "code") ?? "";
  const en = textAt(problem, "en") ?? code.replaceAll("_", " ");
  return {
    code,
    severity: problem["severity"] === "error" ? "error" : "warning",
    words: { en, zh: textAt(problem, "zh") ?? en },
    line: numberAt(problem, "line"),
    column: textAt(problem, "column"),
  };
}

function wordsAt(words: unknown): Suggestion["reason"] {
  const en = textAt(words, "en");
  return en === undefined ? undefined : { en, zh: textAt(words, "zh") ?? en };
}

function suggestionOf(found: unknown): Suggestion | undefined {
  if (!isRecord(found)) return undefined;
  const target = textAt(found, "target");
  return {
    input: textAt(found, "input"),
    task: textAt(found, "task"),
    target: target === undefined ? textsAt(found, "target") : [target],
    recipes: textsAt(found, "recipes"),
    reason: wordsAt(found["reason"]),
  };
}

function factsOf(profile: JsonRecord): Fact[] {
  return Object.entries(profile).flatMap(([name, value]): Fact[] => {
    if (!isFactName(name)) return [];
    if (isFiniteNumber(value) || typeof value === "boolean" || typeof value === "string") return [{ name, value }];
    const numbers = Array.isArray(value) ? value.filter(isFiniteNumber) : [];
    return numbers.length > 0 ? [{ name, value: numbers }] : [];
  });
}

/** The profile of a file or of a data set; undefined when there is none. */
export function readProfile(profile: unknown): Profile | undefined {
  if (!isRecord(profile)) return undefined;
  return {
    kind: textAt(profile, "kind"),
    format: textAt(profile, "format"),
    rows: numberAt(profile, "rows"),
    columns: recordsAt(profile, "columns").map(columnOf),
    target: textAt(profile, "target"),
    classes: numericEntries(profile["classes"]).map(([label, rows]) => ({ label, rows })),
    balance: numberAt(profile, "balance"),
    imbalanced: profile["imbalanced"] === true,
    duplicates: numberAt(profile, "duplicates_removed") ?? 0,
    leakage: { columns: textsAt(profile, "leakage", "columns"), rows: numberAt(profile, "leakage", "rows") ?? 0 },
    problems: recordsAt(profile, "problems").map(problemOf),
    suggestion: suggestionOf(profile["suggestions"]),
    samples: samplesOf(profile),
    facts: factsOf(profile),
  };
}

/** `samples`, rows as they are; a text corpus has one `sample`. */
function samplesOf(profile: JsonRecord): JsonRecord[] {
  const text = textAt(profile, "sample");
  if (text !== undefined) return [{ text }];
  return listAt(profile, "samples").map((sample) => (isRecord(sample) ? sample : { value: sample }));
}

/** Rows without a value, over all columns. */
export function missingValues(profile: Profile): number {
  return profile.columns.reduce((sum, { missing }) => sum + missing, 0);
}

/** Cells of a sample that a table shows: pictures and nested numbers are drawn elsewhere. */
export function plainCells(sample: JsonRecord): [string, unknown][] {
  const cells = at(sample, "values");
  return Object.entries(isRecord(cells) ? cells : sample).filter(([name]) => name !== "image");
}
