/** What a client must know of an autoencoder, read from its version's question. */

import { at, isFiniteNumber, listAt, numberAt, numbersAt, textsAt } from "@/lib/json";
import type { Plane, Point } from "@/features/vae/latent-plane";

export interface MapPoint {
  point: Point;
  label: number;
}

export interface VaeQuestion {
  latent: number;
  side: number;
  channels: number;
  labels: string[];
  /** The mean code of each class, in the order of the labels. */
  classMeans: number[][];
  std: number[];
  plane: Plane;
  points: MapPoint[];
}

function pair(value: unknown, fallback: [number, number]): [number, number] {
  const [first, second] = Array.isArray(value) ? value : [];
  return isFiniteNumber(first) && isFiniteNumber(second) ? [first, second] : fallback;
}

export function readVaeQuestion(question: unknown): VaeQuestion {
  const latent = numberAt(question, "latent") ?? 2;
  const plane = at(question, "map");
  const unit = (axis: number) => Array.from({ length: latent }, (_, index) => (index === axis ? 1 : 0));
  const axes = listAt(plane, "axes").map((axis) => numbersAt(axis));
  return {
    latent,
    side: numberAt(question, "height") ?? 28,
    channels: numberAt(question, "channels") ?? 1,
    labels: textsAt(question, "labels"),
    classMeans: listAt(question, "class_means").map((mean) => numbersAt(mean)),
    std: numbersAt(question, "std"),
    plane: {
      origin: Array.from({ length: latent }, (_, index) => numberAt(plane, "origin", index) ?? 0),
      axes: [axes[0] ?? unit(0), axes[1] ?? unit(1)],
      bounds: [pair(at(plane, "bounds", 0), [-3, 3]), pair(at(plane, "bounds", 1), [-3, 3])],
    },
    points: listAt(plane, "points").flatMap((row) => {
      const [x, y, label] = numbersAt(row);
      return x === undefined || y === undefined ? [] : [{ point: [x, y] as const, label: label ?? -1 }];
    }),
  };
}

/** A short mark of a class, so that a map can be read without its colours. */
export function markOf(labels: readonly string[], label: number): string {
  const name = labels[label];
  if (name === undefined) return "•";
  return [...name].length <= 2 ? name : String(label);
}
