/** A server-sent event stream that resumes by itself and delivers every event once. */

import { createEventParser, type StreamEvent } from "@/lib/event-parser";

export type { StreamEvent } from "@/lib/event-parser";
export type StreamState = "connecting" | "live" | "reconnecting" | "closed";

export interface StreamOptions {
  url: string;
  /** Only events after this id are wanted; 0 asks for the whole history. */
  after?: number;
  onEvent: (event: StreamEvent) => void;
  onState?: (state: StreamState, failures: number) => void;
  /** After one of these as the last event, a stream that the server ends stays closed. */
  finalEvents?: readonly string[];
  /** Asked instead, between attempts, while the connection keeps failing. */
  poll?: (after: number) => Promise<StreamEvent[]>;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  silenceMs?: number;
  pollMs?: number;
  firstDelayMs?: number;
}

/** Snapshots describe the present: they never count as history. */
const OUTSIDE_HISTORY = new Set(["snapshot", "reset"]);
const LONGEST_DELAY_MS = 15_000;
export const FAILURES_BEFORE_POLLING = 2;
export const POLL_EVERY_MS = 3000;

/** Opens the stream; the returned function closes it. */
export function openEventStream(options: StreamOptions): () => void {
  const { url, onEvent, onState, finalEvents = ["done"], silenceMs = 45_000, pollMs = POLL_EVERY_MS } = options;
  const request = options.fetch ?? globalThis.fetch.bind(globalThis);
  let lastId = options.after ?? 0;
  let delayMs = options.firstDelayMs ?? 1000;
  let failures = 0;
  let closed = false;
  let final = false;
  let attempt = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function deliver(event: StreamEvent) {
    if (event.event === "reset") lastId = 0; // The server pruned what we asked for: it starts over.
    if (!OUTSIDE_HISTORY.has(event.event)) {
      const seq = event.id === "" ? Number.NaN : Number(event.id);
      if (seq <= lastId) return;
      if (Number.isFinite(seq)) lastId = seq;
      final = finalEvents.includes(event.event); // A retried job has a final event in the middle of its history.
    }
    onEvent(event);
  }

  async function connect() {
    attempt = new AbortController();
    let watchdog = setTimeout(() => attempt.abort(), silenceMs);
    try {
      const separator = url.includes("?") ? "&" : "?";
      const response = await request(`${url}${separator}after=${String(lastId)}`, {
        headers: { Accept: "text/event-stream", "Last-Event-ID": String(lastId) },
        cache: "no-store",
        signal: attempt.signal,
      });
      if (response.status === 204 || response.status === 404 || response.status === 410) {
        close();
        return;
      }
      if (!response.ok || !response.body) throw new Error(`event stream answered ${String(response.status)}`);
      const parse = createEventParser({ onEvent: deliver, onRetry: (ms) => (delayMs = ms) });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || closed) break;
        failures = 0; // Only now: a proxy that holds everything back answers 200 too.
        onState?.("live", failures);
        clearTimeout(watchdog);
        watchdog = setTimeout(() => attempt.abort(), silenceMs);
        parse(value);
      }
      if (final) close();
    } catch {
      failures += 1; // A dropped connection is normal: the next attempt resumes after lastId.
    } finally {
      clearTimeout(watchdog);
    }
    const polled = failures >= FAILURES_BEFORE_POLLING && (await pollOnce());
    if (!closed) {
      onState?.("reconnecting", failures);
      const wait = polled ? pollMs : Math.min(LONGEST_DELAY_MS, delayMs * 2 ** Math.min(failures, 4));
      timer = setTimeout(() => void connect(), wait);
    }
  }

  async function pollOnce(): Promise<boolean> {
    if (!options.poll) return false;
    try {
      const events = await options.poll(lastId);
      for (const event of events) if (!closed) deliver(event);
      if (final) close();
      return true;
    } catch {
      return false; // The service is away altogether: the next attempt tells.
    }
  }

  function close() {
    if (closed) return;
    closed = true;
    clearTimeout(timer);
    attempt.abort();
    onState?.("closed", failures);
  }

  onState?.("connecting", 0);
  void connect();
  return close;
}
