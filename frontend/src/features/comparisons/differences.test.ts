import { describe, expect, it } from "vitest";
import type { Job } from "@/api/types";
import { readJobs } from "@/features/comparisons/chosen-runs";
import { differing, metricRows } from "@/features/comparisons/differences";

function job(id: string, params: Record<string, unknown>, metrics?: Record<string, number>): Job {
  return {
    id, kind: "train", recipe: "news", model: "news", model_version: null, data_set: null, status: "succeeded", status_reason: null,
    params, params_hash: "", seed: 1, progress: null, queue: { name: "train", position: null, ahead_cost_s: null }, attempt: 1,
    max_attempts: 3, priority: 0, result: metrics ? { metrics } : null, artifacts: [], error: null, parent_job_id: null, tags: {}, webhook: null,
    created_at: "", queued_at: "", started_at: null, finished_at: null, deadline_at: null,
    metrics: { queue_s: null, compute_s: null, peak_rss_mb: null, device: null, estimated_s: 1 },
    urls: { self: "", events: "", cancel: "", logs: "" }, worker: null, version: 1, steering: [], origin: null,
  };
}

describe("runs beside each other", () => {
  it("show the settings that are not all alike", () => {
    const rows = differing([job("a", { epochs: 3, l2: 0 }), job("b", { epochs: 3, l2: 0.1 })]);

    expect(rows).toEqual([{ name: "l2", values: [0, 0.1] }]);
  });

  it("show a setting that only one of them has", () => {
    expect(differing([job("a", {}), job("b", { l2: 0.1 })])).toEqual([{ name: "l2", values: [undefined, 0.1] }]);
  });

  it("mark the best figure by what is better", () => {
    const rows = metricRows([job("a", {}, { loss: 0.3, accuracy: 0.8 }), job("b", {}, { loss: 0.2, accuracy: 0.8 }), job("c", {})], "accuracy");

    expect(rows).toEqual([
      { name: "accuracy", values: [0.8, 0.8, undefined], best: [] },
      { name: "loss", values: [0.3, 0.2, undefined], best: [1] },
    ]);
  });

  it("find nothing better in a baseline or in an epoch", () => {
    const rows = metricRows([job("a", {}, { baseline_accuracy: 0.2, best_epoch: 3 }), job("b", {}, { baseline_accuracy: 0.3, best_epoch: 4 })], undefined);

    expect(rows.map(({ best }) => best)).toEqual([[], []]);
  });
});

describe("the address of a comparison", () => {
  it("names one run or several, each once", () => {
    expect(readJobs("job_0123456789abcdef")).toEqual(["job_0123456789abcdef"]);
    expect(readJobs(["job_0123456789abcdef", "job_0123456789abcdef", 7, "../x"])).toEqual(["job_0123456789abcdef"]);
    expect(readJobs(undefined)).toEqual([]);
  });
});
