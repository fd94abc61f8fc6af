/** The line between before and after, in percent of the width from the left. */

const STEP = 1;
const PAGE = 10;

/** Where a key moves the line; undefined for keys that do not move it. */
export function movedByKey(position: number, key: string, shift = false): number | undefined {
  const step = shift ? PAGE : STEP;
  const moves: Record<string, number> = {
    ArrowLeft: position - step,
    ArrowDown: position - step,
    ArrowRight: position + step,
    ArrowUp: position + step,
    PageDown: position - PAGE,
    PageUp: position + PAGE,
    Home: 0,
    End: 100,
  };
  const moved = moves[key];
  return moved === undefined ? undefined : Math.min(100, Math.max(0, moved));
}

/** Where a pointer puts the line. */
export function movedTo(clientX: number, left: number, width: number): number {
  if (width <= 0) return 50;
  return Math.min(100, Math.max(0, ((clientX - left) / width) * 100));
}
