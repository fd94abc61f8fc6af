import { describe, expect, it } from "vitest";
import type { Key } from "@/api/types";
import { keyState } from "@/features/access/key-state";

const NOW = Date.parse("2026-11-25T12:00:00Z");
const KEY: Key = {
  id: "Zk3f9QaB",
  name: "ci",
  owner: "local",
  role: "member",
  scopes: ["jobs:read"],
  limits: null,
  live: true,
  created_at: "2026-11-01T00:00:00Z",
  expires_at: null,
  last_used_at: null,
  revoked_at: null,
};

describe("keyState", () => {
  it.each([
    ["live", {}],
    ["live", { expires_at: "2027-01-01T00:00:00Z" }],
    ["ending", { expires_at: "2026-11-28T00:00:00Z" }],
    ["expired", { expires_at: "2026-11-20T00:00:00Z", live: false }],
    ["revoked", { revoked_at: "2026-11-20T00:00:00Z", live: false }],
    ["revoked", { expires_at: "2026-11-28T00:00:00Z", revoked_at: "2026-11-20T00:00:00Z", live: false }],
  ])("is %s", (state, change) => {
    expect(keyState({ ...KEY, ...change }, NOW)).toBe(state);
  });
});
