import type { Delivery } from "@/api/types";

/** The words of a message's type, without the part that all share: what its translation is found by. */
export const SHORT = {
  "job.queued": "queued",
  "job.started": "started",
  "job.progress": "progress",
  "job.succeeded": "succeeded",
  "job.failed": "failed",
  "job.canceled": "canceled",
  "job.expired": "expired",
  "webhook.ping": "ping",
} as const satisfies Record<Delivery["type"], string>;
