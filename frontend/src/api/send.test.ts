import { afterEach, describe, expect, it, vi } from "vitest";
import { CSRF_HEADER, curlKey, keepCsrfToken, send, whenSignedOut } from "@/api/send";

function answering(status: number) {
  const calls: Headers[] = [];
  vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) => {
    calls.push(input instanceof Request ? input.headers : new Headers(init?.headers));
    return Promise.resolve(new Response(null, { status }));
  });
  return calls;
}

afterEach(() => {
  keepCsrfToken(null);
  whenSignedOut(() => undefined);
  vi.unstubAllGlobals();
});

describe("send", () => {
  it("adds the token to calls that change something, however they are made", async () => {
    const calls = answering(200);
    keepCsrfToken("token");

    await send("/api/v1/jobs", { method: "POST", headers: { Accept: "image/png" } });
    await send(new Request("http://house/api/v1/jobs", { method: "DELETE" }));

    expect(calls.map((headers) => headers.get(CSRF_HEADER))).toEqual(["token", "token"]);
    expect(calls[0]?.get("Accept")).toBe("image/png");
  });

  it("leaves reading alone, and everything in a house without keys", async () => {
    const calls = answering(200);
    keepCsrfToken("token");
    await send("/api/v1/jobs");
    keepCsrfToken(null);
    await send("/api/v1/jobs", { method: "POST" });

    expect(calls.map((headers) => headers.has(CSRF_HEADER))).toEqual([false, false]);
  });

  it("names the key in commands for a terminal where one is needed", () => {
    expect(curlKey()).toBe("");
    keepCsrfToken("token");
    expect(curlKey()).toContain('-H "Authorization: Bearer $CHAPTERHOUSE_KEY"');
  });

  it("says when the service no longer knows the browser", async () => {
    const signedOut = vi.fn();
    whenSignedOut(signedOut);

    answering(403);
    await send("/api/v1/jobs");
    expect(signedOut).not.toHaveBeenCalled();
    answering(401);
    await send("/api/v1/jobs");
    expect(signedOut).toHaveBeenCalledOnce();
  });
});
