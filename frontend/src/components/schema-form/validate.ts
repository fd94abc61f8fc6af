/** Checks a value against its field before the server does; the server has the last word. */

import { isFiniteNumber, isRecord, type JsonRecord } from "@/lib/json";
import type { Field } from "@/components/schema-form/fields";

export type Complaint =
  | { key: "required" | "notNumber" | "notInteger" | "notChoice" }
  | { key: "min" | "max" | "above" | "below" | "minItems" | "maxItems" | "minLength" | "maxLength"; value: number };

const NO_LIST: Partial<Record<Field["kind"], "notInteger" | "notNumber">> = { integers: "notInteger", numbers: "notNumber" };

function checkNumber(field: Field, value: unknown): Complaint | undefined {
  if (!isFiniteNumber(value)) return { key: "notNumber" };
  if ((field.kind === "integer" || field.kind === "integers") && !Number.isInteger(value)) return { key: "notInteger" };
  if (field.minimum !== undefined && value < field.minimum) return { key: "min", value: field.minimum };
  if (field.maximum !== undefined && value > field.maximum) return { key: "max", value: field.maximum };
  if (field.above !== undefined && value <= field.above) return { key: "above", value: field.above };
  if (field.below !== undefined && value >= field.below) return { key: "below", value: field.below };
  return undefined;
}

function checkList(field: Field, value: unknown): Complaint | undefined {
  if (!Array.isArray(value)) return { key: NO_LIST[field.kind] ?? "required" };
  if (field.minItems !== undefined && value.length < field.minItems) return { key: "minItems", value: field.minItems };
  if (field.maxItems !== undefined && value.length > field.maxItems) return { key: "maxItems", value: field.maxItems };
  for (const item of value) {
    const complaint = checkItem(field, item);
    if (complaint) return complaint;
  }
  return undefined;
}

function checkItem(field: Field, item: unknown): Complaint | undefined {
  if (field.kind === "choices") return field.choices.some((choice) => choice === item) ? undefined : { key: "notChoice" };
  if (field.kind !== "objects") return checkNumber(field, item);
  if (!isRecord(item)) return { key: "required" };
  return checkAll(field.items, item).values().next().value;
}

function checkText(field: Field, value: unknown): Complaint | undefined {
  if (typeof value !== "string") return { key: "required" };
  if (field.minLength !== undefined && value.length < field.minLength) return { key: "minLength", value: field.minLength };
  if (field.maxLength !== undefined && value.length > field.maxLength) return { key: "maxLength", value: field.maxLength };
  return undefined;
}

/** What is wrong with a value; undefined when it may be sent. */
export function checkField(field: Field, value: unknown): Complaint | undefined {
  if (value === null || value === undefined || value === "") return field.nullable ? undefined : { key: "required" };
  switch (field.kind) {
    case "integer":
    case "number":
      return checkNumber(field, value);
    case "integers":
    case "numbers":
    case "choices":
    case "objects":
      return checkList(field, value);
    case "picture":
      return isRecord(value) ? undefined : { key: "required" };
    case "choice":
      return field.choices.some((choice) => choice === value) ? undefined : { key: "notChoice" };
    case "boolean":
      return typeof value === "boolean" ? undefined : { key: "required" };
    case "text":
      return checkText(field, value);
  }
}

/** Complaints by field name. */
export function checkAll(fields: Field[], values: JsonRecord): Map<string, Complaint> {
  const complaints = new Map<string, Complaint>();
  for (const field of fields) {
    const complaint = checkField(field, values[field.name]);
    if (complaint) complaints.set(field.name, complaint);
  }
  return complaints;
}

/** The setting that a JSON pointer such as `/params/hidden_units/0` is about. */
export function settingOfPointer(pointer: string): string | undefined {
  const [, root, name] = pointer.split("/");
  return root === "params" && name ? name.replaceAll("~1", "/").replaceAll("~0", "~") : undefined;
}

/** What is sent: an emptied field that may be empty becomes null. */
export function sentValues(fields: Field[], values: JsonRecord): JsonRecord {
  return Object.fromEntries(
    fields.map((field) => {
      const value = values[field.name];
      return [field.name, value === "" && field.nullable ? null : value];
    }),
  );
}
