/** Several runs' logs as one chart a metric: who is drawn, in which colour, and the rows of the chart. */

export interface Line {
  /** Unique within the overlay; names the column of the chart's rows. */
  id: string;
  label: string;
  /** One record of figures an epoch. */
  history: Record<string, number | undefined>[];
}

export interface OverlayChart {
  metric: string;
  rows: Record<string, number | undefined>[];
  ids: string[];
}

/** Told apart also without colour: every other one is dashed. */
const COLORS = ["teal.7", "orange.6", "violet.5", "pink.6", "blue.6", "lime.8", "red.6", "yellow.7"] as const;

export function colorOf(index: number): string {
  return COLORS[index % COLORS.length] ?? "gray.6";
}

const FOLD = /^fold_\d+_/;
const FIRST = ["val_loss", "loss"];

function rank(metric: string): number {
  const place = FIRST.indexOf(metric);
  return place < 0 ? FIRST.length : place;
}

/** One chart for each figure that a run has logged; the losses first, validation before training. */
export function overlay(lines: Line[]): OverlayChart[] {
  const metrics = [...new Set(lines.flatMap(({ history }) => history.flatMap((logs) => Object.keys(logs))))]
    .filter((metric) => !FOLD.test(metric))
    .sort((a, b) => rank(a) - rank(b) || a.replace("val_", "").localeCompare(b.replace("val_", "")) || b.localeCompare(a));
  return metrics.map((metric) => {
    const drawn = lines.filter(({ history }) => history.some((logs) => logs[metric] !== undefined));
    const epochs = Math.max(0, ...drawn.map(({ history }) => history.length));
    const rows = Array.from({ length: epochs }, (_, index) => ({
      epoch: index + 1,
      ...Object.fromEntries(drawn.map(({ id, history }) => [id, history[index]?.[metric]])),
    }));
    return { metric, rows, ids: drawn.map(({ id }) => id) };
  });
}
