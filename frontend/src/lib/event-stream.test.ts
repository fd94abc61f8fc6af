import { describe, expect, it, vi } from "vitest";
import { createEventParser, type StreamEvent } from "@/lib/event-parser";
import { openEventStream } from "@/lib/event-stream";

function streamOf(...pieces: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
      controller.close();
    },
  });
  return new Response(body, { status: 200, headers: { "Content-Type": "text/event-stream" } });
}

function metric(seq: number): string {
  return `id: ${String(seq)}\nevent: metric\ndata: {"seq":${String(seq)}}\n\n`;
}

describe("the parser", () => {
  it("reads events whatever the pieces they arrive in", () => {
    const text = ': hb\r\nretry: 250\nid: 7\r\nevent: log\r\ndata: {"a":\r\ndata: 1}\r\n\r\n';
    for (const size of [1, 2, 3, text.length]) {
      const events: StreamEvent[] = [];
      const onRetry = vi.fn();
      const parse = createEventParser({ onEvent: (event) => events.push(event), onRetry });

      for (let start = 0; start < text.length; start += size) parse(text.slice(start, start + size));

      expect(events).toEqual([{ id: "7", event: "log", data: '{"a":\n1}' }]);
      expect(onRetry).toHaveBeenCalledWith(250);
    }
  });
});

describe("the event stream", () => {
  it("resumes after the last event it saw and drops what it has seen", async () => {
    const answers = [streamOf(metric(1), metric(2)), streamOf(metric(2), metric(3), "id: 4\nevent: done\ndata: {}\n\n")];
    const asked: string[] = [];
    const headers: (string | null)[] = [];
    const seen: string[] = [];
    const fetch = vi.fn((url: RequestInfo | URL, init?: RequestInit) => {
      asked.push(url instanceof Request ? url.url : url.toString());
      headers.push(new Headers(init?.headers).get("Last-Event-ID"));
      const answer = answers.shift();
      return answer ? Promise.resolve(answer) : Promise.reject(new Error("no more"));
    });

    await new Promise<void>((resolve) => {
      openEventStream({
        url: "/api/v1/jobs/a/events",
        fetch,
        firstDelayMs: 1,
        onEvent: ({ id, event }) => seen.push(`${id} ${event}`),
        onState: (state) => {
          if (state === "closed") resolve();
        },
      });
    });

    expect(seen).toEqual(["1 metric", "2 metric", "3 metric", "4 done"]);
    expect(asked).toEqual(["/api/v1/jobs/a/events?after=0", "/api/v1/jobs/a/events?after=2"]);
    expect(headers).toEqual(["0", "2"]);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("lets a snapshot through without taking its number for history", async () => {
    const seen: string[] = [];
    const fetch = () =>
      Promise.resolve(streamOf("id: 9\nevent: snapshot\ndata: {}\n\n", metric(1), "id: 2\nevent: done\ndata: {}\n\n"));

    await new Promise<void>((resolve) => {
      openEventStream({
        url: "/events",
        fetch,
        onEvent: ({ event }) => seen.push(event),
        onState: (state) => {
          if (state === "closed") resolve();
        },
      });
    });

    expect(seen).toEqual(["snapshot", "metric", "done"]);
  });

  it("asks by polling while the connection keeps failing", async () => {
    const seen: string[] = [];
    const fetch = vi.fn(() => Promise.reject(new Error("down")));
    const poll = vi.fn((after: number) =>
      Promise.resolve<StreamEvent[]>([
        { id: String(after + 1), event: after < 2 ? "metric" : "done", data: "{}" },
      ]),
    );

    await new Promise<void>((resolve) => {
      openEventStream({
        url: "/events",
        fetch,
        poll,
        pollMs: 1,
        firstDelayMs: 1,
        onEvent: ({ id, event }) => seen.push(`${id} ${event}`),
        onState: (state) => {
          if (state === "closed") resolve();
        },
      });
    });

    expect(seen).toEqual(["1 metric", "2 metric", "3 done"]);
  });

  it("goes on past the end of an earlier attempt", async () => {
    const seen: string[] = [];
    const done = (id: number) => `id: ${String(id)}\nevent: done\ndata: {}\n\n`;
    const answers = [streamOf(done(1), metric(2)), streamOf(done(3))];
    const fetch = () => Promise.resolve(answers.shift() ?? new Response("", { status: 404 }));

    await new Promise<void>((resolve) => {
      openEventStream({
        url: "/events",
        fetch,
        firstDelayMs: 1,
        onEvent: ({ id }) => seen.push(id),
        onState: (state) => {
          if (state === "closed") resolve();
        },
      });
    });

    expect(seen).toEqual(["1", "2", "3"]);
  });

  it("starts over when the server has forgotten where it was", async () => {
    const seen: string[] = [];
    const answers = [streamOf(metric(5)), streamOf("event: reset\ndata: {}\n\n", metric(3), "id: 4\nevent: done\ndata: {}\n\n")];
    const fetch = () => Promise.resolve(answers.shift() ?? new Response("", { status: 404 }));

    await new Promise<void>((resolve) => {
      openEventStream({
        url: "/events",
        fetch,
        firstDelayMs: 1,
        onEvent: ({ id, event }) => seen.push(`${event} ${id}`),
        onState: (state) => {
          if (state === "closed") resolve();
        },
      });
    });

    expect(seen).toEqual(["metric 5", "reset ", "metric 3", "done 4"]);
  });

  it("polls behind a proxy that holds the stream back", async () => {
    const fetch = vi.fn((_url: string, { signal }: RequestInit) => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => signal?.addEventListener("abort", () => controller.error(new Error("aborted"))),
      });
      return Promise.resolve(new Response(body, { status: 200 }));
    });
    const seen: string[] = [];

    await new Promise<void>((resolve) => {
      openEventStream({
        url: "/events",
        fetch,
        poll: () => Promise.resolve([{ id: "1", event: "done", data: "{}" }]),
        silenceMs: 10,
        firstDelayMs: 1,
        onEvent: ({ event }) => seen.push(event),
        onState: (state) => {
          if (state === "closed") resolve();
        },
      });
    });

    expect(seen).toEqual(["done"]);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("stops when the job is gone", async () => {
    const fetch = vi.fn(() => Promise.resolve(new Response("", { status: 404 })));

    await new Promise<void>((resolve) => {
      openEventStream({
        url: "/events",
        fetch,
        onEvent: () => undefined,
        onState: (state) => {
          if (state === "closed") resolve();
        },
      });
    });

    expect(fetch).toHaveBeenCalledTimes(1);
  });
});
