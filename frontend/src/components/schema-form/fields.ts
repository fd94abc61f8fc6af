/** Reads a JSON Schema of settings into the fields that a form shows. */

import { at, isFiniteNumber, isRecord, listAt, numberAt, textAt, type JsonRecord } from "@/lib/json";

export type FieldKind =
  | "integer"
  | "number"
  | "boolean"
  | "choice"
  | "integers"
  | "numbers"
  | "text"
  | "choices"
  | "objects"
  | "picture";
export type Choice = string | number;

export interface Field {
  name: string;
  kind: FieldKind;
  title: { en: string; zh: string };
  description: { en: string; zh: string };
  initial: unknown;
  book: unknown;
  nullable: boolean;
  choices: Choice[];
  minimum: number | undefined;
  maximum: number | undefined;
  above: number | undefined;
  below: number | undefined;
  minItems: number | undefined;
  maxItems: number | undefined;
  minLength: number | undefined;
  maxLength: number | undefined;
  /** Of each item in a list of objects. */
  items: Field[];
}

function resolved(schema: JsonRecord, part: unknown): JsonRecord {
  if (!isRecord(part)) return {};
  const reference = textAt(part, "$ref");
  if (reference === undefined) return part;
  const target = at(schema, ...reference.replace(/^#\//, "").split("/"));
  return { ...resolved(schema, target), ...part };
}

/** Merges `anyOf: [X, null]` and `allOf: [X]`, the ways pydantic wraps a type. */
function plain(schema: JsonRecord, property: JsonRecord): { type: JsonRecord; nullable: boolean } {
  const options = [...listAt(property, "anyOf"), ...listAt(property, "oneOf"), ...listAt(property, "allOf")];
  if (options.length === 0) return { type: property, nullable: false };
  const parts = options.map((option) => resolved(schema, option));
  const real = parts.find((part) => part["type"] !== "null") ?? {};
  return { type: { ...real, ...property }, nullable: parts.some((part) => part["type"] === "null") };
}

function choicesOf(type: JsonRecord): Choice[] {
  const values = "const" in type ? [type["const"]] : listAt(type, "enum");
  return values.filter((value): value is Choice => typeof value === "string" || isFiniteNumber(value));
}

function itemsOf(schema: JsonRecord, type: JsonRecord): JsonRecord {
  return plain(schema, resolved(schema, type["items"] ?? listAt(type, "prefixItems")[0])).type;
}

function kindOfList(items: JsonRecord): FieldKind {
  if (choicesOf(items).length > 0) return "choices";
  if (isRecord(items["properties"])) return "objects";
  return items["type"] === "integer" ? "integers" : "numbers";
}

/** A sample by name or an upload by id: what the API calls a PictureChoice. */
function isPicture(type: JsonRecord): boolean {
  return isRecord(at(type, "properties", "sample")) && isRecord(at(type, "properties", "upload"));
}

function kindOf(schema: JsonRecord, type: JsonRecord): FieldKind {
  if (choicesOf(type).length > 0) return "choice";
  if (type["type"] === "array") return kindOfList(itemsOf(schema, type));
  if (isPicture(type)) return "picture";
  if (type["type"] === "integer" || type["type"] === "number" || type["type"] === "boolean") return type["type"];
  return "text";
}

function readField(schema: JsonRecord, name: string, raw: unknown): Field {
  const { type, nullable } = plain(schema, resolved(schema, raw));
  const kind = kindOf(schema, type);
  const isList = kind === "integers" || kind === "numbers";
  const items = type["type"] === "array" ? itemsOf(schema, type) : {};
  const limits = isList ? items : type;
  const title = textAt(type, "title") ?? name.replaceAll("_", " ");
  const description = textAt(type, "description") ?? "";
  return {
    name,
    kind,
    title: { en: title, zh: textAt(type, "zh", "title") ?? title },
    description: { en: description, zh: textAt(type, "zh", "description") ?? description },
    initial: type["default"],
    book: "book" in type ? type["book"] : type["default"],
    nullable,
    choices: choicesOf(kind === "choices" ? items : type),
    minimum: numberAt(limits, "minimum"),
    maximum: numberAt(limits, "maximum"),
    above: numberAt(limits, "exclusiveMinimum"),
    below: numberAt(limits, "exclusiveMaximum"),
    minItems: numberAt(type, "minItems"),
    maxItems: numberAt(type, "maxItems"),
    minLength: numberAt(type, "minLength"),
    maxLength: numberAt(type, "maxLength"),
    items: kind === "objects" ? propertiesOf(schema, items) : [],
  };
}

function propertiesOf(schema: JsonRecord, type: JsonRecord): Field[] {
  const properties = type["properties"];
  if (!isRecord(properties)) return [];
  return Object.entries(properties).map(([name, raw]) => readField(schema, name, raw));
}

/** The fields of a settings schema, in the order the recipe declares them. */
export function readFields(schema: unknown): Field[] {
  return isRecord(schema) ? propertiesOf(schema, schema) : [];
}

/** The values a form starts with: what is given, else the defaults. */
export function initialValues(fields: Field[], given: unknown = {}): JsonRecord {
  return Object.fromEntries(
    fields.map((field) => [field.name, at(given, field.name) === undefined ? field.initial : at(given, field.name)]),
  );
}

export function sameValue(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A field's value in one short text; lists are joined by commas, an object shows its values. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(shownValue).join(", ");
  if (value === null || value === undefined) return "–";
  if (isRecord(value)) {
    const known = Object.values(value).filter((part) => part !== null);
    return known.map(shownValue).join(" ");
  }
  return String(value);
}
