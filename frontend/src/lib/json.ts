/** Reads values of unknown shape (recipe-specific JSON) without casts. */

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner) && typeof key === "number") return inner[key];
    return isRecord(inner) ? inner[key] : undefined;
  }, value);
}

export function numberAt(value: unknown, ...path: (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return isFiniteNumber(found) ? found : undefined;
}

export function textAt(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

export function listAt(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function recordsAt(value: unknown, ...path: (string | number)[]): JsonRecord[] {
  return listAt(value, ...path).filter(isRecord);
}

export function numbersAt(value: unknown, ...path: (string | number)[]): number[] {
  return listAt(value, ...path).filter(isFiniteNumber);
}

export function textsAt(value: unknown, ...path: (string | number)[]): string[] {
  return listAt(value, ...path).filter((item): item is string => typeof item === "string");
}

/** The numbers of a flat record, such as a version's metrics. */
export function numericEntries(value: unknown): [string, number][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, number] => isFiniteNumber(entry[1]));
}
