/** A drawing made the way the training pictures were made: fitted into a box, centred by its mass. */

const BOX = 20 / 28; // of the side: how large a digit stands in its picture (LeCun et al., MNIST)

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function inkBox(ink: ArrayLike<number>, size: number): Box | undefined {
  let [left, top, right, bottom] = [size, size, -1, -1];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if ((ink[y * size + x] ?? 0) < 8) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The mean of the source over one small cell, sampled finely enough for a drawing. */
function meanOver(ink: ArrayLike<number>, size: number, x: number, y: number, step: number): number {
  const samples = 4;
  let sum = 0;
  for (let row = 0; row < samples; row++) {
    for (let column = 0; column < samples; column++) {
      const sourceX = Math.floor(x + ((column + 0.5) / samples) * step);
      const sourceY = Math.floor(y + ((row + 0.5) / samples) * step);
      const inside = sourceX >= 0 && sourceY >= 0 && sourceX < size && sourceY < size;
      if (inside) sum += ink[sourceY * size + sourceX] ?? 0;
    }
  }
  return sum / samples ** 2;
}

function massCentre(ink: ArrayLike<number>, size: number, box: Box): [number, number] {
  let [mass, across, down] = [0, 0, 0];
  for (let y = box.top; y < box.top + box.height; y++) {
    for (let x = box.left; x < box.left + box.width; x++) {
      const value = ink[y * size + x] ?? 0;
      mass += value;
      across += value * (x + 0.5);
      down += value * (y + 0.5);
    }
  }
  return [across / mass, down / mass];
}

/**
 * Shrinks a square of ink (0 to 255, row by row) to `side` pixels a side.
 *
 * Gives undefined where nothing is drawn.
 */
export function shrunk(ink: ArrayLike<number>, size: number, side: number): number[] | undefined {
  const box = inkBox(ink, size);
  if (!box) return undefined;
  const step = Math.max(box.width, box.height) / (side * BOX); // source pixels a target pixel
  const [x, y] = massCentre(ink, size, box);
  return Array.from({ length: side * side }, (_, index) => {
    const column = index % side;
    const row = Math.floor(index / side);
    return Math.round(meanOver(ink, size, x + (column - side / 2) * step, y + (row - side / 2) * step, step));
  });
}

/** Every pixel as often as the model has channels. */
export function inChannels(pixels: readonly number[], channels: number): number[] {
  return channels === 1 ? [...pixels] : pixels.flatMap((value) => Array.from({ length: channels }, () => value));
}
