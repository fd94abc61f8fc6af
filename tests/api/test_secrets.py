"""A whole journey with every kind of secret, and then a look at all that was written down about it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from app.access.sessions import COOKIE
from tests.api.doors import bare, locked_house
from tests.api.house import TRAIN
from tests.processes import until
from tests.receiver import receiving

SEEN_BY_VIEWERS = ("/api/v1/jobs", "/api/v1/system", "/api/v1/workers", "/api/v1/queues", "/api/v1/storage", "/metrics")
SEEN_BY_KEEPERS = ("/api/v1/audit", "/api/v1/keys", "/api/v1/webhooks")


def test_no_secret_is_written_down_or_told_again(
    tmp_path: Path, migrated: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    level = logging.getLogger().level
    rooms = {"webhook_allow_hosts": "127.0.0.1", "log_level": "DEBUG", "access_log": True}
    with receiving() as receiver, locked_house(tmp_path, migrated, **rooms) as house:
        client = house.client
        made = client.post("/api/v1/keys", json={"name": "ci", "role": "operator"}).json()["key"]
        new = client.post(f"/api/v1/keys/{made[4:12]}/rotate").json()["key"]
        signed = bare(house, "POST", "/api/v1/session", {}, json={"key": made})
        hook = client.post("/api/v1/webhooks", json={"url": receiver.url(), "events": ["job.queued"]}).json()
        again = client.post(f"/api/v1/webhooks/{hook['id']}/rotate").json()
        own, pepper = client.headers["authorization"].removeprefix("Bearer "), house.services.guard.pepper().decode()
        secrets = {own, made, new, pepper, hook["secret"], again["secret"]}
        secrets |= {signed.cookies[COOKIE], signed.json()["csrf_token"]}

        answers = [bare(house, "GET", "/api/v1/jobs", {"Authorization": f"Bearer {made}x"}, params={"key": made})]
        answers.append(client.post("/api/v1/jobs", json=TRAIN | {"recipe": made, "tags": {"key": made, "more": 1}}))
        answers.append(client.post("/api/v1/jobs", json={"key": made}))
        answers.append(client.get(f"/api/v1/nowhere/{made}", params={"key": new}))
        answers.append(client.post("/api/v1/webhooks", json={"url": f"https://{made}@93.184.216.34/"}))
        job = client.post("/api/v1/jobs", json=TRAIN).json()
        until(lambda: receiver.got, "the message came", 10)
        more = (job["urls"]["self"], f"{job['urls']['self']}/logs", f"/api/v1/webhooks/{hook['id']}/deliveries")
        told = [client.get(path).text for path in (*SEEN_BY_VIEWERS, *SEEN_BY_KEEPERS, *more)]
        sent = [got.body.decode() for got in receiver.got]
    logging.getLogger().setLevel(level)

    assert {answer.status_code for answer in answers} <= {401, 404, 422}
    written = capfd.readouterr()
    assert "/api/v1/jobs" in written.err, "the log is on"
    for text in (*told, *sent, *(answer.text for answer in answers), written.err, written.out):
        assert [secret for secret in secrets if secret in text] == []
