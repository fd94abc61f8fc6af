"""One wish is one job, however often and to whichever process it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
from sqlalchemy import func, select

from app.db.tables import IdempotencyKeyRow, JobRow
from tests.service.house import House

CLIENTS = 50
ORDER = {"kind": "train", "recipe": "sleepy", "params": {"steps": 1}}


def test_fifty_equal_posts_to_two_processes_make_one_job(house: House, second: httpx.Client) -> None:
    urls = [f"{client.base_url}/api/v1/jobs" for client in (house.client, second)]
    count = select(func.count()).select_from(JobRow)
    before = house.stack.look(lambda session: session.scalar(count) or 0)
    start = Barrier(CLIENTS)

    def send(number: int) -> httpx.Response:
        start.wait(30)
        return httpx.post(urls[number % 2], json=ORDER, headers={"Idempotency-Key": "fifty"}, timeout=60)

    with ThreadPoolExecutor(CLIENTS) as pool:
        replies = list(pool.map(send, range(CLIENTS)))

    assert {reply.status_code for reply in replies} == {202}
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert sum("Idempotency-Replayed" not in reply.headers for reply in replies) == 1
    assert house.stack.look(lambda session: session.scalar(count)) == before + 1
    keys = select(func.count()).where(IdempotencyKeyRow.key == "fifty")
    assert house.stack.look(lambda session: session.scalar(keys)) == 1
    assert house.wait(replies[0].json()["id"])["status"] == "succeeded"
