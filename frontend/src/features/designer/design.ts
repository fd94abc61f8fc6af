/** Reads the designer's two tables and its plans. */

import { at, isRecord, type JsonRecord, numberAt, numericEntries, recordsAt, textAt } from "@/lib/json";

export interface Words {
  en: string;
  zh: string;
}

export interface Architecture {
  name: string;
  title: Words;
  reason: Words;
  preferred: boolean;
}

export interface DesignInput {
  name: string;
  title: Words;
  summary: Words;
  shape: Words;
  architectures: Architecture[];
  sample: { title: Words; real: boolean; rows: number | undefined } | undefined;
}

export interface DesignTask {
  name: string;
  title: Words;
  lastLayer: string;
  loss: Words;
  targetEncoding: Words;
  metric: Words;
  reason: Words;
}

export interface Catalogue {
  inputs: DesignInput[];
  tasks: DesignTask[];
}

export interface Layer {
  layer: string;
  detail: Words;
}

export interface Plan {
  architecture: string;
  alternatives: string[];
  layers: Layer[];
  units: string;
  activation: string;
  loss: Words;
  targetEncoding: Words;
  metric: Words;
  reasons: { about: string; words: Words }[];
  warnings: { code: string; words: Words }[];
  facts: [string, number][];
  params: JsonRecord;
}

/** A text in both languages; a name such as `mae` is the same in both. */
export function wordsOf(value: unknown): Words {
  if (isRecord(value)) {
    const en = textAt(value, "en") ?? "";
    return { en, zh: textAt(value, "zh") ?? en };
  }
  const text = value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  return { en: text, zh: text };
}

function nameOf(value: unknown): string {
  return typeof value === "string" ? value : (textAt(value, "name") ?? "");
}

function architectureOf(found: JsonRecord): Architecture {
  const name = nameOf(found);
  return {
    name,
    title: wordsOf(found["title"] ?? name),
    reason: wordsOf(found["reason"]),
    preferred: found["preferred"] === true,
  };
}

function inputOf(found: JsonRecord): DesignInput {
  const sample = found["sample"];
  return {
    name: nameOf(found),
    title: wordsOf(found["title"] ?? found["name"]),
    summary: wordsOf(found["summary"]),
    shape: wordsOf(found["shape"]),
    architectures: recordsAt(found, "architectures").map(architectureOf),
    sample: isRecord(sample)
      ? { title: wordsOf(sample["title"]), real: sample["source"] === "real", rows: numberAt(sample, "rows") }
      : undefined,
  };
}

function taskOf(found: JsonRecord): DesignTask {
  const units = wordsOf(at(found, "last_layer", "units")).en;
  const activation = textAt(found, "last_layer", "activation") ?? "linear";
  return {
    name: nameOf(found),
    title: wordsOf(found["title"] ?? found["name"]),
    lastLayer: `${textAt(found, "last_layer", "layer") ?? "Dense"}(${units}) · ${activation}`,
    loss: wordsOf(found["loss"]),
    targetEncoding: wordsOf(found["target_encoding"]),
    metric: wordsOf(found["metric"]),
    reason: wordsOf(found["reason"]),
  };
}

export function readCatalogue(found: unknown): Catalogue {
  return { inputs: recordsAt(found, "inputs").map(inputOf), tasks: recordsAt(found, "tasks").map(taskOf) };
}

export function readPlan(found: unknown): Plan {
  const params = at(found, "params");
  const alternatives = at(found, "alternatives");
  return {
    architecture: nameOf(at(found, "architecture")),
    alternatives: (Array.isArray(alternatives) ? alternatives : []).map(nameOf).filter((name) => name !== ""),
    layers: recordsAt(found, "layers").map((layer) => ({
      layer: textAt(layer, "layer") ?? "",
      detail: wordsOf(layer["detail"]),
    })),
    units: wordsOf(at(found, "last_layer", "units")).en,
    activation: textAt(found, "last_layer", "activation") ?? "linear",
    loss: wordsOf(at(found, "loss")),
    targetEncoding: wordsOf(at(found, "target_encoding")),
    metric: wordsOf(at(found, "metric")),
    reasons: recordsAt(found, "reasons").map((reason) => ({ about: textAt(reason, "about") ?? "", words: wordsOf(reason) })),
    warnings: recordsAt(found, "warnings").map((warning) => ({ code: textAt(warning, "code") ?? "", words: wordsOf(warning) })),
    facts: numericEntries(at(found, "facts")),
    params: isRecord(params) ? params : {},
  };
}
