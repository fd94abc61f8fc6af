import { describe, expect, it, vi } from "vitest";
import { nameOf, storeText } from "@/features/text/store-text";

const NOW = new Date("2026-11-24T03:04:05Z");

describe("the name of a text", () => {
  it("is what the API takes", () => {
    expect(nameOf("My Poems (1).txt", NOW)).toBe("my-poems-1");
    expect(nameOf("红楼梦.txt", NOW)).toBe("text-20261124030405");
    expect(nameOf(`${"a".repeat(90)}.md`, NOW)).toHaveLength(40);
  });

  it("is changed when another text has it", async () => {
    const taken = Response.json({ code: "data_set_exists", detail: "taken", status: 409 }, { status: 409 });
    const answers = [taken, Response.json({ name: "poems-2" }, { status: 201 })];
    const fetch = vi.fn(() => Promise.resolve(answers.shift() ?? Response.error()));
    vi.stubGlobal("fetch", fetch);
    expect(await storeText(new File(["x"], "poems.txt"))).toBe("poems-2");
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.unstubAllGlobals();
  });
});
