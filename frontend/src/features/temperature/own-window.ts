/** A person's own rows: CSV or pasted from a spreadsheet, checked before they are sent. */

import type { Cell, Column } from "@/features/temperature/question";

export type WindowProblem =
  | { code: "wrongRows"; given: number; wanted: number }
  | { code: "wrongCells"; row: number; given: number; wanted: number }
  | { code: "wrongNumber"; row: number; column: string; cell: string };

export type ReadWindow = { window: Cell[][]; problem?: undefined } | { window?: undefined; problem: WindowProblem };

const GAP = /^(|na|nan|null|none|-|–)$/i;
const LONGEST_SHOWN = 20;

function separatorOf(line: string): string {
  return ["\t", ";", ","].find((candidate) => line.includes(candidate)) ?? ",";
}

/** The number of a cell, null for a gap, undefined for anything else. */
function cellOf(text: string): Cell | undefined {
  const plain = text.trim().replaceAll('"', "");
  if (GAP.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Rows of numbers in the order of the columns; a header line is left out. */
export function readWindow(text: string, columns: readonly Column[], rows: number): ReadWindow {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const separator = separatorOf(lines[0] ?? "");
  const table = lines.map((line) => line.split(separator));
  const names = new Set(columns.map(({ name }) => name));
  const body = table[0]?.every((cell) => names.has(cell.trim().replaceAll('"', ""))) ? table.slice(1) : table;
  const window: Cell[][] = [];
  for (const [index, parts] of body.entries()) {
    const row = index + 1;
    if (parts.length !== columns.length) return { problem: { code: "wrongCells", row, given: parts.length, wanted: columns.length } };
    const read = parts.map(cellOf);
    const wrong = read.indexOf(undefined);
    if (wrong >= 0) {
      return { problem: { code: "wrongNumber", row, column: columns[wrong]?.name ?? "", cell: (parts[wrong] ?? "").trim().slice(0, LONGEST_SHOWN) } };
    }
    window.push(read.map((cell) => cell ?? null));
  }
  return window.length === rows ? { window } : { problem: { code: "wrongRows", given: window.length, wanted: rows } };
}

/** The rows as CSV with a header, to be changed by hand. */
export function windowText(window: readonly Cell[][], columns: readonly Column[]): string {
  const header = columns.map(({ name }) => name).join(",");
  return [header, ...window.map((row) => row.map((cell) => (cell === null ? "" : String(cell))).join(","))].join("\n");
}
