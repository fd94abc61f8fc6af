import { describe, expect, it } from "vitest";
import { readTextStream, StreamCut } from "@/features/text/text-stream";

function answer(text: string, size: number): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let start = 0; start < bytes.length; start += size) controller.enqueue(bytes.slice(start, start + size));
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

const PIECES = ["O ", "罗密", "欧,\n", "wherefore"];
const WHOLE = PIECES.join("");
const OUTPUT = PIECES.map((text, index) => event("output", { index, text })).join("");

describe("a streamed text", () => {
  it("is the same however its bytes are cut, also within a character", async () => {
    const done = event("done", { text: WHOLE, finish_reason: "stop", warnings: ["one"] });
    for (const size of [1, 2, 7, 1000]) {
      let written = "";
      const ending = await readTextStream(answer(OUTPUT + done, size), (piece) => (written += piece));
      expect(written).toBe(WHOLE);
      expect(ending).toEqual({ text: WHOLE, reason: "stop", warnings: ["one"] });
    }
  });

  it("that ends early keeps its pieces and says so", async () => {
    let written = "";
    await expect(readTextStream(answer(OUTPUT, 5), (piece) => (written += piece))).rejects.toBeInstanceOf(StreamCut);
    expect(written).toBe(WHOLE);
  });
});
