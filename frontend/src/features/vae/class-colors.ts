/** Colours of classes on the dark ground of the map; each class also has a mark. */

const COLORS = ["#8ab4ff", "#ffb36b", "#7ddf8a", "#ff8f8f", "#c9a3ff", "#e0c27a", "#ff9fd6", "#c4ced6", "#d9e36b", "#6be0e8"] as const;

export function classColor(label: number): string {
  return COLORS[((label % COLORS.length) + COLORS.length) % COLORS.length] ?? COLORS[0];
}
