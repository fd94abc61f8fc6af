/** What a job shows while it runs: live frames, kept epochs, and changes of its settings. */

import { at, isRecord, type JsonRecord, numberAt, textAt } from "@/lib/json";

/** A picture that a running job shows: `frame-0007.webp`. */
export interface Frame {
  name: string;
  url: string;
}

/** An epoch kept for time travel: its picture, and whether a run can go on from it. */
export interface SavedEpoch {
  epoch: number;
  url: string | undefined;
  state: boolean;
}

/** A change of settings while the job runs; no step until the job took it up. */
export interface SteerChange {
  step: number | undefined;
  params: JsonRecord;
}

export interface Shown {
  /** Oldest first; those of a killed attempt may be gone from the server. */
  frames: Frame[];
  /** In order of the epochs. */
  epochs: SavedEpoch[];
  steering: SteerChange[];
}

export const NOTHING_SHOWN: Shown = { frames: [], epochs: [], steering: [] };
const FRAMES_KEPT = 300;
const FRAME = /-\d{4,}\.webp$/;
const EPOCH = /^epoch-(\d{4,})\.(png|state)$/;

function withEpoch(epochs: SavedEpoch[], epoch: number, kind: string | undefined, url: string): SavedEpoch[] {
  const before = epochs.find((known) => known.epoch === epoch) ?? { epoch, url: undefined, state: false };
  const after = kind === "state" ? { ...before, state: true } : { ...before, url };
  return [...epochs.filter((known) => known.epoch !== epoch), after].sort((a, b) => a.epoch - b.epoch);
}

/** After an `artifact` event: a frame or an epoch more; other files change nothing here. */
export function withArtifact<State extends Shown>(state: State, data: unknown): State {
  const name = textAt(data, "name");
  const url = textAt(data, "url");
  if (name === undefined || url === undefined) return state;
  const [, epoch, kind] = EPOCH.exec(name) ?? [];
  if (epoch !== undefined) return { ...state, epochs: withEpoch(state.epochs, Number(epoch), kind, url) };
  return FRAME.test(name) ? { ...state, frames: [...state.frames, { name, url }].slice(-FRAMES_KEPT) } : state;
}

/** After a `steer` event. The job repeats a change with its step when it takes it up: that replaces the wish. */
export function withSteer<State extends Shown>(state: State, data: unknown): State {
  const params = at(data, "params");
  if (!isRecord(params)) return state;
  const step = numberAt(data, "step");
  const wished = (change: SteerChange) =>
    change.step === undefined && JSON.stringify(change.params) === JSON.stringify(params);
  const answered = step === undefined ? -1 : state.steering.findIndex(wished);
  return { ...state, steering: [...state.steering.filter((_, index) => index !== answered), { step, params }] };
}
