import { describe, expect, it } from "vitest";
import { groupCurves } from "@/features/jobs/curves";
import { nextLive, NOTHING_YET } from "@/features/jobs/job-live";
import type { StreamEvent } from "@/lib/event-stream";

function metric(id: number, name: string, epoch: number, value: number): StreamEvent {
  return { id: String(id), event: "metric", data: JSON.stringify({ epoch, step: epoch, values: { [name]: value } }) };
}

describe("a job's curves", () => {
  it("put training beside validation and mark the best epoch", () => {
    const events = [
      metric(1, "loss", 1, 0.6),
      metric(2, "val_loss", 1, 0.5),
      metric(3, "loss", 2, 0.3),
      metric(4, "val_loss", 2, 0.4),
    ];

    const [curve] = groupCurves(events.reduce(nextLive, NOTHING_YET).curves);

    expect(curve?.rows).toEqual([
      { epoch: 1, training: 0.6, validation: 0.5 },
      { epoch: 2, training: 0.3, validation: 0.4 },
    ]);
    expect(curve?.best).toEqual({ epoch: 2, value: 0.4 });
  });

  it("name the epoch after which the network over-fits", () => {
    const validation = [0.5, 0.3, 0.4, 0.6, 0.8];
    const events = validation.flatMap((value, index) => [
      metric(2 * index + 1, "loss", index + 1, 1 / (index + 1)),
      metric(2 * index + 2, "val_loss", index + 1, value),
    ]);

    const [curve] = groupCurves(events.reduce(nextLive, NOTHING_YET).curves);

    expect(curve?.overfitsAfter).toBe(2);
  });

  it("replace an epoch that a resumed attempt repeats", () => {
    const events = [metric(1, "loss", 1, 0.9), metric(2, "loss", 2, 0.8), metric(3, "loss", 2, 0.7)];

    const { curves } = events.reduce(nextLive, NOTHING_YET);

    expect(curves["loss"]).toEqual([
      { epoch: 1, value: 0.9 },
      { epoch: 2, value: 0.7 },
    ]);
  });

  it("are untouched by events that cannot be read", () => {
    const broken = { id: "1", event: "metric", data: "{" };

    expect(nextLive(NOTHING_YET, broken)).toEqual(NOTHING_YET);
  });
});
