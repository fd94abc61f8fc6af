"""What Prometheus reads of webhooks: every try has one outcome, and what waits is seen."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from app.db.tables import DeliveryRow, WebhookRow
from app.system import metrics
from app.webhooks.backlog import backlog
from tests.api.hooks import HOOKS, made
from tests.api.house import House
from tests.processes import until
from tests.receiver import receiving

NOTHING = {"delivered": 0.0, "retried": 0.0, "given_up": 0.0, "blocked": 0.0, "disabled": 0.0}


def outcomes(house: House) -> dict[str, float]:
    """Tries counted so far, as Prometheus' own parser reads them."""
    text = metrics.exposition(metrics.HouseCollector(house.services)).decode()
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {
        one.labels["outcome"]: one.value for one in samples if one.name == "chapterhouse_webhook_tries_total"
    }  # fmt: skip


def settled(house: House, webhook_id: str) -> None:
    """Send a message and wait until it is delivered or given up."""
    house.client.post(f"{HOOKS}/{webhook_id}/ping")
    until(lambda: house.client.get(f"{HOOKS}/{webhook_id}").json()["pending"] == 0, "nothing waits", 10)


def test_every_try_is_counted_by_what_came_of_it(told: House) -> None:
    assert outcomes(told) == NOTHING, "known from the start: an alert sees the first one"
    with receiving(500, 204, 503, 503, 503, 410) as receiver:
        hook = made(told.client, receiver.url())
        for _ in range(3):
            settled(told, hook["id"])
    elsewhere = made(told.client, "http://127.0.0.1:1/")
    with told.database.write() as session:
        session.execute(update(WebhookRow).values(url="http://127.0.0.2:9/"))
    settled(told, elsewhere["id"])

    assert outcomes(told) == {"delivered": 1, "retried": 3, "given_up": 1, "blocked": 1, "disabled": 1}


def test_what_waits_is_seen_with_its_age(told: House) -> None:
    with told.database.read() as session:
        assert backlog(session).waiting == 0
    with receiving(500) as receiver:
        settled(told, made(told.client, receiver.url())["id"])
    with told.database.write() as session:  # as if it had been written a minute ago and nobody sent it since
        values = {"state": "pending", "created_at": DeliveryRow.created_at - 60, "next_at": DeliveryRow.next_at - 30}
        session.execute(update(DeliveryRow).values(**values, lease_until=DeliveryRow.next_at + 600))

    with told.database.read() as session:
        found = backlog(session)

    assert found.waiting == 1
    assert 60 < found.oldest_s < 80
    assert 30 < found.overdue_s < 50
