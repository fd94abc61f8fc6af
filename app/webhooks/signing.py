"""Secrets and signatures of Standard Webhooks.

A secret is derived from the server's pepper, the webhook and a count, so no table holds one: a stolen database signs
nothing, and turning it in for a new one is counting on.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from app.db.tables import WebhookRow


def secret(pepper: bytes, webhook_id: str, generation: int) -> bytes:
    """The 32 bytes that sign."""
    return hmac.digest(pepper, f"webhook:{webhook_id}:{generation}".encode(), hashlib.sha256)


def shown(key: bytes) -> str:
    """A secret as receivers take it: `whsec_` and base64."""
    return "whsec_" + base64.b64encode(key).decode()


def signature(key: bytes, message_id: str, timestamp: int, body: str) -> str:
    """`v1,` and the base64 HMAC-SHA256 over `id.timestamp.body`."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(pepper: bytes, row: WebhookRow, message_id: str, stamp: float, body: str) -> dict[str, str]:
    """The three headers of a message; two signatures while the secret before this one still counts."""
    generations = [row.generation]
    if row.old_until is not None and row.old_until > stamp:
        generations.append(row.generation - 1)
    keys = [secret(pepper, row.id, generation) for generation in generations]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(stamp)),
        "webhook-signature": " ".join(signature(key, message_id, int(stamp), body) for key in keys),
    }
