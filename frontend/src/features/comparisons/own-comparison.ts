/** A comparison of one setting's values: read from a line of text, checked by the setting's own rules. */

import type { ComparisonWish } from "@/api/types";
import type { Field } from "@/components/schema-form/fields";
import { checkField } from "@/components/schema-form/validate";

export const MAX_VALUES = 8;
const COMPARABLE = new Set<Field["kind"]>(["integer", "number", "choice", "boolean"]);

/** The settings whose values can be told apart in a line of text. */
export function comparable(fields: Field[]): Field[] {
  return fields.filter(({ kind }) => COMPARABLE.has(kind));
}

function readValue(field: Field, text: string): unknown {
  if (field.kind === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  const choice = field.choices.find((known) => String(known) === text);
  return field.kind === "choice" ? choice : text === "" ? undefined : Number(text);
}

export type Complaint = "few" | "many" | "wrong" | "twice";

/** The values in a line such as `0.001, 0.01`, or what is wrong with it. */
export function readValues(field: Field, text: string): unknown[] | Complaint {
  const values = text
    .split(/[,，、;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => readValue(field, part));
  if (values.some((value) => value === undefined || checkField(field, value) !== undefined)) return "wrong";
  if (new Set(values).size < values.length) return "twice";
  if (values.length < 2) return "few";
  return values.length > MAX_VALUES ? "many" : values;
}

/** Lower-case words and digits joined by hyphens, as the names of variants have to be. */
export function variantName(value: unknown, place: number): string {
  const word = String(value).toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return `v${place + 1}${word ? `-${word}` : ""}`.slice(0, 24).replace(/-+$/, "");
}

/** A line to start with: two or more values that the setting allows. */
export function suggestedValues(field: Field): string {
  if (field.kind === "boolean") return "false, true";
  if (field.kind === "choice") return field.choices.slice(0, 4).join(", ");
  const start = typeof field.initial === "number" ? field.initial : 1;
  const most = field.maximum ?? 1;
  const wanted = start === 0 ? (most >= 0.5 ? [0, 0.25, 0.5] : [0, most / 4, most / 2]) : [start / 10, start, start * 10];
  const whole = field.kind === "integer" ? (start === 0 ? [0, 1, 2] : [Math.round(start / 2), start, start * 2]) : wanted;
  const allowed = whole.map((value) => Number(value.toPrecision(6))).filter((value) => checkField(field, value) === undefined);
  return [...new Set(allowed)].join(", ");
}

export function ownWish(recipe: string, field: Field, values: unknown[], params: Record<string, unknown>, seeds: number[]): ComparisonWish {
  return {
    recipe,
    params,
    seeds,
    variants: values.map((value, place) => ({ name: variantName(value, place), params: { [field.name]: value } })),
  };
}
