/** Reads what a designed model asks for, and builds questions for it. */

import { isFiniteNumber, isRecord, type JsonRecord, listAt, numberAt, numbersAt, recordsAt, textAt, textsAt } from "@/lib/json";

export interface NumberFeature {
  kind: "number";
  name: string;
  min: number;
  max: number;
  median: number;
  step: number;
}

export interface CategoryFeature {
  kind: "category";
  name: string;
  categories: string[];
}

export type Feature = NumberFeature | CategoryFeature;
export type FeatureValue = number | string | null;
export type Features = Record<string, FeatureValue>;

export interface Example {
  query: JsonRecord;
  truth: unknown;
}

export interface DesignedQuestion {
  input: string;
  task: string;
  labels: string[];
  targets: string[];
  features: Feature[];
  shape: number[];
  channels: string[];
  examples: Example[];
}

function featureOf(found: JsonRecord): Feature {
  const name = textAt(found, "name") ?? "";
  if (found["kind"] === "category") return { kind: "category", name, categories: textsAt(found, "categories") };
  const min = numberAt(found, "min") ?? 0;
  const max = numberAt(found, "max") ?? 1;
  return {
    kind: "number",
    name,
    min,
    max,
    median: numberAt(found, "median") ?? (min + max) / 2,
    step: numberAt(found, "step") ?? ((max - min) / 100 || 1),
  };
}

export function readQuestion(question: unknown): DesignedQuestion {
  return {
    input: textAt(question, "input") ?? "",
    task: textAt(question, "task") ?? "",
    labels: textsAt(question, "labels"),
    targets: textsAt(question, "target_names"),
    features: recordsAt(question, "features").map(featureOf),
    shape: numbersAt(question, "shape"),
    channels: textsAt(question, "channel_names"),
    examples: recordsAt(question, "examples").flatMap((example) => {
      const query = example["query"];
      return isRecord(query) ? [{ query, truth: example["truth"] }] : [];
    }),
  };
}

/** A number or a category where one is known; null is a gap, which the model fills as it learned to. */
export function featureValue(value: unknown): FeatureValue {
  return typeof value === "string" || isFiniteNumber(value) ? value : null;
}

/** The features of a query, each that the model asks for; what the query leaves out starts at its usual value. */
export function featuresOf(query: unknown, features: Feature[]): Features {
  const given = isRecord(query) && isRecord(query["features"]) ? query["features"] : {};
  return Object.fromEntries(
    features.map((feature) => {
      if (feature.name in given) return [feature.name, featureValue(given[feature.name])];
      return [feature.name, feature.kind === "number" ? feature.median : (feature.categories[0] ?? null)];
    }),
  );
}

/** The nested numbers of a query; undefined when it has none. */
export function valuesOf(query: unknown): unknown[] | undefined {
  const values = listAt(query, "values");
  return values.length > 0 ? values : undefined;
}

/** How deep and wide nested lists are: `[[1, 2], [3, 4], [5, 6]]` gives 3 × 2. */
export function shapeOf(values: unknown): number[] {
  const shape: number[] = [];
  for (let inner = values; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  return shape;
}

/** Every number in reading order. */
export function flatNumbers(values: unknown): number[] {
  if (isFiniteNumber(values)) return [values];
  return Array.isArray(values) ? values.flatMap(flatNumbers) : [];
}

/** A truth or an answer in one short text. */
export function truthText(truth: unknown, number: (value: number) => string): string {
  if (isFiniteNumber(truth)) return number(truth);
  if (Array.isArray(truth)) return truth.length === 0 ? "–" : truth.map((part) => truthText(part, number)).join(", ");
  if (isRecord(truth)) {
    return Object.entries(truth)
      .map(([name, value]) => `${name} ${truthText(value, number)}`)
      .join(", ");
  }
  return truth === null || truth === undefined ? "" : String(truth);
}
