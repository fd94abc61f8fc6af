import type { Key } from "@/api/types";

const SOON_MS = 7 * 86_400_000;

export type KeyState = "live" | "ending" | "expired" | "revoked";

/** How a key is doing; one that ends within a week is worth a look. */
export function keyState(key: Key, now = Date.now()): KeyState {
  if (key.revoked_at !== null) return "revoked";
  if (!key.live) return "expired";
  return key.expires_at !== null && Date.parse(key.expires_at) < now + SOON_MS ? "ending" : "live";
}
