/** Reads a text while it is being written: server-sent events of one POST. */

import type { TextSampleQuestion } from "@/api/types";
import { sendAction } from "@/features/actions/perform";
import { createEventParser, type StreamEvent } from "@/lib/event-parser";
import { textAt, textsAt } from "@/lib/json";

export interface Ending {
  text: string;
  reason: string;
  warnings: string[];
}

/** The stream stopped before its last event: what was written so far stands. */
export class StreamCut extends Error {}

function parse(event: StreamEvent): unknown {
  try {
    return JSON.parse(event.data);
  } catch {
    return undefined;
  }
}

/** Hands over each piece as it arrives; gives the ending, or throws `StreamCut`. */
export async function readTextStream(response: Response, onText: (piece: string) => void): Promise<Ending> {
  let ending: Ending | undefined;
  const feed = createEventParser({
    onEvent: (event) => {
      const data = parse(event);
      if (event.event === "output") onText(textAt(data, "text") ?? "");
      if (event.event === "done") {
        ending = {
          text: textAt(data, "text") ?? "",
          reason: textAt(data, "finish_reason") ?? "",
          warnings: textsAt(data, "warnings"),
        };
      }
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    feed(piece.value);
  }
  if (!ending) throw new StreamCut();
  return ending;
}

/** Asks for a text and reads it as it comes; throws `ApiError` when the question is refused. */
export async function streamText(
  model: string,
  body: TextSampleQuestion,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<Ending> {
  return readTextStream(await sendAction(model, "sample", body, "text/event-stream", signal), onText);
}
