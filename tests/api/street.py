"""Two owners in one house, and what the first of them has: nobody but she and an administrator finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx import Client, Response

from app.storage import stage
from tests.api.doors import locked_house, make_key, seen_by
from tests.api.house import House
from tests.api.image_files import noise, saved
from tests.api.published import publish_version

TEXT = {"queries": [{"text": "x"}]}
CSV = b"x,y\n" + b"".join(b"%d,%d\n" % (n, 2 * n) for n in range(60))
ROOMS: dict[str, Any] = {
    "limit_queued": 100, "queue_max_s": 1e9, "limit_streams": 1000, "limit_predict_burst": 1e6,
    "webhook_allow_hosts": "127.0.0.1", "webhook_retries_s": "600",
}  # fmt: skip
COUNTED = {"x-request-id", "ratelimit", "content-length", "retry-after"}


@dataclass(frozen=True)
class Street:
    """Two owners with a key each, and what the first of them has."""

    house: House
    alice: Client
    bob: Client
    things: dict[str, str]
    bobs: dict[str, str]


def furnish(house: House, alice: House) -> dict[str, str]:
    """One of each kind of thing, made by Alice; and models of the house."""
    for recipe in ("sentiment", "images"):
        publish_version(house, recipe)
    publish_version(alice, "news", "alices-news")
    row = alice.start(model="alices-sentiment")
    stored = stage(house.database, house.services.storage, row.id, row.attempt, "picture", "image/png", saved(noise()))
    alice.succeed(row)
    upload = alice.client.post("/api/v1/uploads", files={"file": ("a.png", saved(noise(50, 50)))}).json()
    table = alice.client.post("/api/v1/datasets", files={"file": ("t.csv", CSV)}, data={"name": "alices-table"})
    assert table.status_code == 201, table.text
    wish = {"preset": "over-fitting", "recipe": "sentiment", "seeds": [1]}
    comparison = alice.client.post("/api/v1/comparisons", json=wish).json()
    queued = alice.queue(model="alices-sentiment")
    webhook = alice.client.post("/api/v1/webhooks", json={"url": "http://127.0.0.1:9/"}).json()["id"]
    message = alice.client.post(f"/api/v1/webhooks/{webhook}/ping").json()["id"]
    return {
        "job": row.id, "queued": queued, "artifact": f"sha256-{stored.sha256}", "upload": upload["id"],
        "data_set": "alices-table", "model": "alices-news", "comparison": comparison["id"],
        "webhook": webhook, "message": message,
    }  # fmt: skip


NOWHERE = {
    "job": f"job_{'0' * 26}", "queued": f"job_{'1' * 26}", "artifact": f"sha256-{'0' * 64}", "upload": f"up_{'0' * 26}",
    "data_set": "nobodys-table", "model": "nobodys-news", "comparison": f"cmp_{'0' * 26}",
    "webhook": f"wh_{'0' * 26}", "message": f"msg_{'0' * 26}",
}  # fmt: skip  # ids of the same forms that nobody has


@contextmanager
def open_street(folder: Path, migrated: Path) -> Iterator[Street]:
    """A furnished house; who uses it changes nothing of Alice's."""
    with locked_house(folder, migrated, **ROOMS) as house:
        alice, bob = (seen_by(house, make_key(house, "operator", owner)) for owner in ("alice", "bob"))
        things = furnish(house, alice)
        webhook = bob.client.post("/api/v1/webhooks", json={"url": "http://127.0.0.1:9/"}).json()["id"]
        bobs = {"bobs_job": bob.queue(recipe="designer"), "bobs_webhook": webhook}
        yield Street(house, alice.client, bob.client, things, bobs)


def said(response: Response) -> tuple[int, str]:
    """What an answer says, without what is different each time."""
    is_problem = response.headers.get("content-type") == "application/problem+json"
    return response.status_code, str(response.json()["code"] if is_problem else response.status_code)


def told(response: Response, things: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """All that an answer tells, but for the ids that were asked for and what counts requests."""
    text = re.sub(r"[0-9a-f]{16}(?=\")", "<request>", response.text)
    for thing in sorted(things.values(), key=len, reverse=True):
        text = text.replace(thing, "<id>")
    ours = {name: value for name, value in response.headers.items() if name not in COUNTED}
    return response.status_code, text, ours
