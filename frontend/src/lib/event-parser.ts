/** The text format of server-sent events (WHATWG HTML, "Interpreting an event stream"). */

export interface StreamEvent {
  id: string;
  event: string;
  data: string;
}

interface Handlers {
  onEvent: (event: StreamEvent) => void;
  onRetry?: (milliseconds: number) => void;
}

/** Gives a function that takes the stream's text in pieces of any size. */
export function createEventParser({ onEvent, onRetry }: Handlers): (text: string) => void {
  let rest = "";
  let id = "";
  let name = "";
  let data: string[] = [];

  function endOfEvent() {
    if (data.length > 0) onEvent({ id, event: name || "message", data: data.join("\n") });
    id = "";
    name = "";
    data = [];
  }

  function readLine(line: string) {
    if (line === "") {
      endOfEvent();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment: the heartbeat
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") name = value;
    else if (field === "id") id = value;
    else if (field === "retry" && /^\d+$/.test(value)) onRetry?.(Number(value));
  }

  return (text) => {
    rest += text;
    // A carriage return at the very end may be half of CRLF: keep it for the next piece.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    lines.forEach(readLine);
  };
}
