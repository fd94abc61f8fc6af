/** What a job's event stream has told so far: curves, log, progress, and what it shows. */

import { NOTHING_SHOWN, type Shown, withArtifact, withSteer } from "@/features/jobs/job-shown";
import { at, isRecord, numberAt, numericEntries, textAt } from "@/lib/json";
import type { StreamEvent } from "@/lib/event-stream";

export interface Point {
  epoch: number;
  value: number;
}

export interface LogLine {
  seq: number;
  at: string | undefined;
  level: string;
  message: string;
}

export interface Progress {
  fraction: number | undefined;
  step: number | undefined;
  total: number | undefined;
  phase: string | undefined;
  etaS: number | undefined;
}

export interface JobLive extends Shown {
  /** By metric name; one point an epoch, in order. */
  curves: Record<string, Point[]>;
  logs: LogLine[];
  progress: Progress | undefined;
  queue: { position: number | undefined; aheadCostS: number | undefined } | undefined;
}

export const NOTHING_YET: JobLive = { curves: {}, logs: [], progress: undefined, queue: undefined, ...NOTHING_SHOWN };
const LOG_LINES_KEPT = 1000;

export function readProgress(value: unknown): Progress | undefined {
  if (!isRecord(value)) return undefined;
  return {
    fraction: numberAt(value, "fraction"),
    step: numberAt(value, "step"),
    total: numberAt(value, "total"),
    phase: textAt(value, "phase"),
    etaS: numberAt(value, "eta_s"),
  };
}

/** A repeated epoch (a later attempt resumed from a checkpoint) replaces the earlier point. */
function withPoint(points: Point[], point: Point): Point[] {
  const last = points.at(-1);
  if (!last || last.epoch < point.epoch) return [...points, point];
  return [...points.filter(({ epoch }) => epoch !== point.epoch), point].sort((a, b) => a.epoch - b.epoch);
}

/** One event holds every figure of an epoch: `{epoch, values: {loss, val_loss}}`. */
function withMetrics(live: JobLive, data: unknown): JobLive {
  const epoch = numberAt(data, "epoch") ?? numberAt(data, "step");
  if (epoch === undefined) return live;
  const curves = { ...live.curves };
  for (const [name, value] of numericEntries(at(data, "values"))) {
    curves[name] = withPoint(curves[name] ?? [], { epoch, value });
  }
  return { ...live, curves };
}

function withLog(live: JobLive, event: StreamEvent, data: unknown): JobLive {
  const line = {
    seq: Number(event.id),
    at: textAt(data, "at"),
    level: textAt(data, "level") ?? "info",
    message: textAt(data, "message") ?? "",
  };
  return { ...live, logs: [...live.logs, line].slice(-LOG_LINES_KEPT) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The next state after one event; events of unknown kinds change nothing. */
export function nextLive(live: JobLive, event: StreamEvent): JobLive {
  const data = parse(event.data);
  switch (event.event) {
    case "metric":
      return withMetrics(live, data);
    case "log":
      return withLog(live, event, data);
    case "artifact":
      return withArtifact(live, data);
    case "steer":
      return withSteer(live, data);
    case "progress":
      return { ...live, progress: readProgress(data) };
    case "queue":
      return {
        ...live,
        queue: { position: numberAt(data, "position"), aheadCostS: numberAt(data, "ahead_cost_s") },
      };
    case "reset":
      return NOTHING_YET;
    case "snapshot":
      return { ...live, progress: readProgress(at(data, "progress")) ?? live.progress };
    case "status":
      return textAt(data, "to") === "queued" ? { ...live, progress: undefined } : live;
    default:
      return live;
  }
}
