"""What tests of webhooks share: a webhook made, what came of it, its log."""

from __future__ import annotations

from typing import Any

from httpx import Client

from tests.processes import until
from tests.receiver import Got, Receiver

HOOKS = "/api/v1/webhooks"
INSIDE = {"webhook_allow_hosts": "127.0.0.1,localhost", "webhook_retries_s": "0.1,0.1"}


def made(client: Any, url: str, **more: Any) -> dict[str, Any]:
    """A new webhook with its secret."""
    response = client.post(HOOKS, json={"url": url} | more)
    assert response.status_code == 201, response.text
    document: dict[str, Any] = response.json()
    return document


def came(receiver: Receiver, count: int = 1) -> list[Got]:
    """What has come, once there is that much."""
    until(lambda: len(receiver.got) >= count, f"{count} messages", 10)
    return receiver.got


def log_of(client: Client, webhook_id: str, **query: Any) -> list[dict[str, Any]]:
    """The messages of a webhook, newest first."""
    response = client.get(f"{HOOKS}/{webhook_id}/deliveries", params=query)
    assert response.status_code == 200, response.text
    data: list[dict[str, Any]] = response.json()["data"]
    return data


def in_state(client: Client, webhook_id: str, state: str) -> dict[str, Any]:
    """The newest message, once it is in that state."""
    until(lambda: log_of(client, webhook_id, limit=1, state=state), f"a message {state}", 10)
    return log_of(client, webhook_id, limit=1)[0]
