/** Settings in the address: only those that differ from the defaults, each under its own name. */

import { type Field, initialValues, sameValue } from "@/components/schema-form/fields";
import { checkField } from "@/components/schema-form/validate";
import { readChoice, sentChoice } from "@/features/studio/picture-choice";
import type { JsonRecord } from "@/lib/json";

/** What the address holds beside settings. */
const RESERVED = ["job", "seed", "tab", "left", "right"] as const;

/** The defaults, replaced by what the address names; a value that could not be sent is left out. */
export function settingsOf(fields: Field[], search: JsonRecord): JsonRecord {
  const given = fields.filter((field) => field.name in search && checkField(field, search[field.name]) === undefined);
  return { ...initialValues(fields), ...Object.fromEntries(given.map(({ name }) => [name, search[name]])) };
}

/** What must stand in the address so that `settingsOf` gives these values. */
export function searchOf(fields: Field[], values: JsonRecord): JsonRecord {
  const changed = fields.filter(
    (field) => !sameValue(values[field.name], field.initial) && checkField(field, values[field.name]) === undefined,
  );
  return Object.fromEntries(changed.map(({ name }) => [name, values[name]]));
}

/** The part of the address that is not a setting. */
export function keptSearch(search: JsonRecord): JsonRecord {
  return Object.fromEntries(RESERVED.filter((name) => search[name] !== undefined).map((name) => [name, search[name]]));
}

/** A picture as jobs have it, so that the same picture is the same value. */
function asSent(value: unknown): unknown {
  const choice = readChoice(value);
  return choice ? sentChoice(choice) : value;
}

/** A preset on top of the defaults; pictures that it does not name stay as they are. */
export function withPreset(fields: Field[], values: JsonRecord, params: JsonRecord): JsonRecord {
  const pictures = fields.filter(({ kind, nullable }) => kind === "picture" && !nullable);
  const kept = Object.fromEntries(pictures.map(({ name }) => [name, values[name]]));
  const named = fields.filter(({ kind, name }) => kind === "picture" && name in params);
  return { ...initialValues(fields), ...kept, ...params, ...Object.fromEntries(named.map(({ name }) => [name, asSent(params[name])])) };
}

/** Whether the values are those of a preset, whatever the pictures. */
export function isPreset(fields: Field[], values: JsonRecord, params: JsonRecord): boolean {
  const wanted = withPreset(fields, values, params);
  return fields.every(({ name }) => sameValue(wanted[name], values[name]));
}

/** Names of the settings in which two runs differ. */
export function differing(left: JsonRecord, right: JsonRecord): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((name) => !sameValue(left[name], right[name]));
}
