/** The layers that can dream, read from the recipe's own description of its settings. */

import { at, isFiniteNumber, recordsAt, textAt, textsAt } from "@/lib/json";

export interface DreamLayer {
  name: string;
  shows: { en: string; zh: string };
}

export interface LayerChoice {
  layer: string;
  coefficient: number;
}

/** All layers, from the eye to the idea. */
export function dreamLayers(schema: unknown): DreamLayer[] {
  const layer = at(schema, "$defs", "LayerChoice", "properties", "layer");
  return textsAt(layer, "enum").map((name) => ({
    name,
    shows: { en: textAt(layer, "shows", name, "en") ?? name, zh: textAt(layer, "shows", name, "zh") ?? name },
  }));
}

/** The layers that are on. */
export function readLayers(value: unknown): LayerChoice[] {
  return recordsAt({ value }, "value").flatMap(({ layer, coefficient }) =>
    typeof layer === "string" ? [{ layer, coefficient: isFiniteNumber(coefficient) ? coefficient : 1 }] : [],
  );
}

/** With a layer switched on or off; always in the order of the network. */
export function toggled(chosen: LayerChoice[], name: string, layers: DreamLayer[]): LayerChoice[] {
  if (chosen.some(({ layer }) => layer === name)) return chosen.filter(({ layer }) => layer !== name);
  const place = (choice: LayerChoice) => layers.findIndex((layer) => layer.name === choice.layer);
  return [...chosen, { layer: name, coefficient: 1 }].sort((a, b) => place(a) - place(b));
}

export function withCoefficient(chosen: LayerChoice[], name: string, coefficient: number): LayerChoice[] {
  return chosen.map((choice) => (choice.layer === name ? { ...choice, coefficient } : choice));
}
