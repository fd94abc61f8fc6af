import { describe, expect, it } from "vitest";
import type { StreamEvent } from "@/lib/event-stream";
import { nextLive, NOTHING_YET } from "@/features/jobs/job-live";
import { beforePicture, keptFiles, newestFrame, resultPicture } from "@/features/studio/frames";

function event(id: number, name: string, data: unknown): StreamEvent {
  return { id: String(id), event: name, data: JSON.stringify(data) };
}

const artifact = (id: number, name: string) => event(id, "artifact", { name, url: `/a/${name}` });

describe("the picture of a running job", () => {
  const { frames } = [1, 2, 3].reduce((live, n) => nextLive(live, artifact(n, `frame-000${String(n)}.webp`)), NOTHING_YET);

  it("is its newest frame", () => {
    expect(newestFrame(frames, new Set())?.name).toBe("frame-0003.webp");
  });

  it("is an older one where the newest cannot be loaded any more", () => {
    expect(newestFrame(frames, new Set(["/a/frame-0003.webp"]))?.name).toBe("frame-0002.webp");
    expect(newestFrame(frames, new Set(frames.map(({ url }) => url)))).toBeUndefined();
  });

  it("is never another file of the job", () => {
    const live = [artifact(4, "dream.png"), artifact(5, "ascent.webp")].reduce(nextLive, NOTHING_YET);

    expect(live.frames).toEqual([]);
  });
});

describe("what else a job tells", () => {
  it("is which epochs are kept, with picture and state", () => {
    const events = [artifact(1, "epoch-0002.png"), artifact(2, "epoch-0001.png"), artifact(3, "epoch-0001.state")];

    expect(events.reduce(nextLive, NOTHING_YET).epochs).toEqual([
      { epoch: 1, url: "/a/epoch-0001.png", state: true },
      { epoch: 2, url: "/a/epoch-0002.png", state: false },
    ]);
  });

  it("is a change of settings, first wished, then in force from a step on", () => {
    const wish = event(1, "steer", { step: null, params: { strength: 20 } });
    const other = event(2, "steer", { step: null, params: { strength: 30 } });
    const taken = event(3, "steer", { step: 12, params: { strength: 20 } });

    expect([wish, other, taken].reduce(nextLive, NOTHING_YET).steering).toEqual([
      { step: undefined, params: { strength: 30 } },
      { step: 12, params: { strength: 20 } },
    ]);
  });
});

describe("what a job leaves", () => {
  const last = { name: "last-frame.png", url: "/a/last", media_type: "image/png", bytes: 3, sha256: "cd" };
  const file = { name: "dream.png", sha256: "ab", media_type: "image/png", bytes: 2 };

  it("is its files, the result first", () => {
    expect(resultPicture({ result: { files: [file] }, artifacts: [last] })?.url).toBe("/api/v1/artifacts/sha256-ab");
  });

  it("is the last frame when it was canceled", () => {
    expect(keptFiles({ result: null, artifacts: [last] }).map(({ name }) => name)).toEqual(["last-frame.png"]);
    expect(resultPicture({ result: null, artifacts: [] })).toBeUndefined();
  });

  it("is laid beside the picture it started from", () => {
    expect(beforePicture({ params: { photo: { sample: "coffee", upload: null } } })).toBe("/api/v1/pictures/coffee");
    expect(beforePicture({ params: { content: { sample: null, upload: "up_1" } } })).toBe("/api/v1/uploads/up_1/content");
    expect(beforePicture({ params: { photo: { sample: "coffee" }, view: "atlas" } })).toBeUndefined();
  });
});
