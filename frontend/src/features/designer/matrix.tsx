import { VisuallyHidden } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Catalogue } from "@/features/designer/design";
import classes from "@/features/designer/matrix.module.css";
import { useWords } from "@/i18n/use-language";

interface Props {
  catalogue: Catalogue;
  input: string | undefined;
  task: string | undefined;
  onPick: (input: string, task: string) => void;
}

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The book's two tables as one: every input by every task. One tab stop; arrow keys move, Enter picks. */
export function Matrix({ catalogue, input, task, onPick }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const table = useRef<HTMLTableElement>(null);
  const { inputs, tasks } = catalogue;
  const known = inputs.some(({ name }) => name === input) && tasks.some(({ name }) => name === task);
  const stop = known ? `${String(input)} ${String(task)}` : `${inputs[0]?.name ?? ""} ${tasks[0]?.name ?? ""}`;

  function move(event: KeyboardEvent, row: number, column: number) {
    const step = MOVES[event.key];
    if (!step) return;
    event.preventDefault();
    const place = `${String(row + step[0])} ${String(column + step[1])}`;
    table.current?.querySelector<HTMLButtonElement>(`[data-place="${place}"]`)?.focus();
  }

  return (
    <div className={classes.scroll}>
      <table ref={table} className={classes.matrix} aria-label={t("designer.matrix")} data-testid="matrix">
        <thead>
          <tr>
            <td />
            {tasks.map((column) => (
              <th key={column.name} scope="col">
                {words(column.title)}
                <span className={classes.under}>{column.lastLayer}</span>
                <span className={classes.under}>{words(column.loss)}</span>
                <span className={classes.under}>{words(column.metric)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inputs.map((row, rowIndex) => (
            <tr key={row.name}>
              <th scope="row">{words(row.title)}</th>
              {tasks.map((column, columnIndex) => {
                const best = row.architectures.find(({ preferred }) => preferred) ?? row.architectures[0];
                return (
                  <td key={column.name}>
                    <button
                      type="button"
                      className={classes.cell}
                      aria-pressed={row.name === input && column.name === task}
                      tabIndex={stop === `${row.name} ${column.name}` ? 0 : -1}
                      data-place={`${String(rowIndex)} ${String(columnIndex)}`}
                      onKeyDown={(event) => move(event, rowIndex, columnIndex)}
                      onClick={() => onPick(row.name, column.name)}
                      data-testid={`cell-${row.name}-${column.name}`}
                    >
                      <VisuallyHidden>{t("designer.cell", { input: words(row.title), task: words(column.title) })}: </VisuallyHidden>
                      {best && words(best.title)}
                      <span className={classes.under}>{column.lastLayer}</span>
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
