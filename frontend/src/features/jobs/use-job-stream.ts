import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer, useState } from "react";
import { type JobLive, nextLive, NOTHING_YET } from "@/features/jobs/job-live";
import { pollEvents } from "@/features/jobs/queries";
import { FAILURES_BEFORE_POLLING, openEventStream, type StreamEvent, type StreamState } from "@/lib/event-stream";

type Action = StreamEvent | "forget";

function reduce(live: JobLive, action: Action): JobLive {
  return action === "forget" ? NOTHING_YET : nextLive(live, action);
}

const CHANGES_THE_JOB = new Set(["status", "done", "steer"]);

export interface JobStream {
  live: JobLive;
  state: StreamState | "polling";
}

/**
 * Follows a job from its first event: curves, log and progress, complete also after a reload.
 * `attempt` reopens the stream when a finished job is tried again.
 */
export function useJobStream(id: string, attempt: string): JobStream {
  const client = useQueryClient();
  const [live, dispatch] = useReducer(reduce, NOTHING_YET);
  const [state, setState] = useState<JobStream["state"]>("connecting");

  useEffect(() => {
    dispatch("forget");
    return openEventStream({
      url: `/api/v1/jobs/${encodeURIComponent(id)}/events`,
      poll: (after) => pollEvents(id, after),
      onEvent: (event) => {
        dispatch(event);
        if (CHANGES_THE_JOB.has(event.event)) void client.invalidateQueries({ queryKey: ["jobs", "one", id] });
        if (event.event === "done") {
          void client.invalidateQueries({ queryKey: ["models"] });
          void client.invalidateQueries({ queryKey: ["jobs", "list"] });
        }
      },
      onState: (next, failures) =>
        setState(next === "reconnecting" && failures >= FAILURES_BEFORE_POLLING ? "polling" : next),
    });
  }, [client, id, attempt]);

  return { live, state };
}
