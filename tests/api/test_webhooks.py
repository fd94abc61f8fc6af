"""Programs that are told what happens to jobs: signed, tried again, logged, sent again; real calls to a real server."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook, WebhookVerificationError

from app.db.tables import DeliveryRow, JobRow, WebhookRow
from app.jobs import announce, control
from app.jobs.states import Status
from app.webhooks import courier
from app.webhooks.guard import Guard
from tests.api.doors import holder, locked_house
from tests.api.hooks import HOOKS, INSIDE, came, in_state, log_of, made
from tests.api.house import TRAIN, House
from tests.api.problems import pointers, problem
from tests.api.published import publish_version
from tests.processes import until
from tests.receiver import Receiver, receiving


def test_the_end_of_a_job_is_told_with_a_signature_that_others_can_check(told: House, receiver: Receiver) -> None:
    hook = made(told.client, receiver.url("/hook?from=house"))

    job_id = told.finished()

    message = came(receiver)[0]
    document = Webhook(hook["secret"]).verify(message.body, message.headers)
    assert document["type"] == "job.succeeded"
    assert document["data"] == told.client.get(f"/api/v1/jobs/{job_id}").json()
    assert (message.path, message.headers["content-type"]) == ("/hook?from=house", "application/json")
    entry = in_state(told.client, hook["id"], "delivered")
    assert (entry["id"], entry["job"], entry["payload"]) == (message.id, job_id, document)
    assert [(one["status"], one["error"]) for one in entry["tries"]] == [(204, None)]


def test_a_message_leaves_out_the_questions_of_a_bulk_prediction(told: House, receiver: Receiver) -> None:
    publish_version(told, "sentiment")
    made(told.client, receiver.url(), events=["job.queued"])
    bulk = {"kind": "predict", "recipe": "sentiment", "params": {"queries": [{"text": "superb"}]}}

    job = told.client.post("/api/v1/jobs", json=bulk).json()

    data = json.loads(came(receiver)[0].body)["data"]
    assert (data["id"], data["params"], job["params"]) == (job["id"], {}, bulk["params"])


def test_a_changed_body_fails_the_check(told: House, receiver: Receiver) -> None:
    hook = made(told.client, receiver.url())
    told.finished()
    message = came(receiver)[0]

    with pytest.raises(WebhookVerificationError):
        Webhook(hook["secret"]).verify(message.body.replace(b"succeeded", b"succeedeD"), message.headers)


def test_each_webhook_hears_the_events_it_chose(told: House, receiver: Receiver) -> None:
    all_of_it = ["job.queued", "job.started", "job.failed"]
    made(told.client, receiver.url("/all"), events=all_of_it)
    made(told.client, receiver.url("/ends"))

    told.fail(told.start())

    messages = came(receiver, 4)
    types = sorted((message.path, json.loads(message.body)["type"]) for message in messages)
    assert types == [("/all", "job.failed"), ("/all", "job.queued"), ("/all", "job.started"), ("/ends", "job.failed")]


@pytest.mark.parametrize(("status", "type"), [(Status.CANCELED, "job.canceled"), (Status.EXPIRED, "job.expired")])
def test_every_end_has_its_type(told: House, receiver: Receiver, status: Status, type: str) -> None:
    made(told.client, receiver.url())
    job_id = told.queue()

    with told.database.write() as session:
        if status is Status.CANCELED:
            control.cancel(session, job_id, 1.0)
        else:
            row = told.job(job_id)
            row.status = status
            announce.moved(session, row)

    assert json.loads(came(receiver)[0].body)["type"] == type


def test_progress_is_told_at_most_twice_a_second(told: House, receiver: Receiver) -> None:
    made(told.client, receiver.url(), events=["job.progress"])
    row = told.start()

    for step in range(1, 21):
        told.say(row, "progress", fraction=step / 20, step=step, total=20, phase="epoch", eta_s=None)

    came(receiver)
    with told.database.read() as session:
        assert len(session.scalars(select(DeliveryRow)).all()) <= 2


def test_a_job_names_an_address_of_its_own(told: House, receiver: Receiver) -> None:
    secret = told.client.post(f"{HOOKS}/default/rotate").json()["secret"]

    job = told.client.post("/api/v1/jobs", json=TRAIN | {"webhook": receiver.url("/mine")}).json()
    control_row = told.job(job["id"])
    assert job["webhook"] == receiver.url("/mine")
    with told.database.write() as session:
        control.cancel(session, control_row.id, 1.0)

    message = came(receiver)[0]
    assert Webhook(secret).verify(message.body, message.headers)["data"]["id"] == job["id"]
    assert len(told.client.get(HOOKS).json()["data"]) == 1


def test_a_receiver_that_fails_is_tried_again_with_the_same_message(told: House) -> None:
    with receiving(500, 302, 200) as receiver:
        receiver.headers["Location"] = receiver.url("/elsewhere")
        hook = made(told.client, receiver.url())
        told.finished()
        messages = came(receiver, 3)

        entry = in_state(told.client, hook["id"], "delivered")

    assert len({(message.id, message.body) for message in messages}) == 1
    assert [one["status"] for one in entry["tries"]] == [500, 302, 200]
    assert {message.path for message in messages} == {"/hook"}, "no redirect is followed"


def test_after_the_last_try_it_is_given_up_and_can_be_sent_again(told: House) -> None:
    with receiving(503, 503, 503, 200) as receiver:
        hook = made(told.client, receiver.url())
        told.finished()
        entry = in_state(told.client, hook["id"], "dead")
        assert [one["status"] for one in entry["tries"]] == [503, 503, 503]
        assert told.client.get(f"{HOOKS}/{hook['id']}").json()["failed"] == 1

        again = told.client.post(f"{HOOKS}/{hook['id']}/deliveries/{entry['id']}/replay")

        assert again.status_code == 202
        assert len(in_state(told.client, hook["id"], "delivered")["tries"]) == 4
        assert len({message.id for message in receiver.got}) == 1
        refused = told.client.post(f"{HOOKS}/{hook['id']}/deliveries/msg_{'0' * 26}/replay")
        problem(refused, 404, "delivery_not_found")


def test_a_receiver_that_is_away_is_no_fault_of_the_house(told: House) -> None:
    gone = made(told.client, "http://127.0.0.1:1/", name="nobody")
    told.finished()

    entry = in_state(told.client, gone["id"], "dead")

    assert [one["error"] for one in entry["tries"]] == ["connection"] * 3
    assert told.client.get("/api/v1/health/ready").status_code == 200


def test_410_switches_a_webhook_off(told: House) -> None:
    with receiving(410) as receiver:
        hook = made(told.client, receiver.url())
        told.finished()
        until(lambda: not told.client.get(f"{HOOKS}/{hook['id']}").json()["enabled"], "it is off", 10)
        told.finished()

        shown = told.client.get(f"{HOOKS}/{hook['id']}").json()
        assert (shown["disabled_reason"], shown["pending"], len(receiver.got)) == ("gone", 0, 1)
        problem(told.client.post(f"{HOOKS}/{hook['id']}/ping"), 409, "webhook_disabled")

        receiver.statuses[:] = [204]
        assert told.client.patch(f"{HOOKS}/{hook['id']}", json={"enabled": True}).json()["enabled"]
        assert told.client.post(f"{HOOKS}/{hook['id']}/ping").status_code == 202
        assert json.loads(came(receiver, 2)[1].body)["type"] == "webhook.ping"


def test_a_new_secret_signs_beside_the_old_one_for_a_while(told: House, receiver: Receiver) -> None:
    hook = made(told.client, receiver.url())
    rotated = told.client.post(f"{HOOKS}/{hook['id']}/rotate", json={"grace_s": 60}).json()
    told.client.post(f"{HOOKS}/{hook['id']}/ping")
    both = came(receiver)[0]
    assert rotated["secret"] != hook["secret"]
    for secret in (hook["secret"], rotated["secret"]):
        Webhook(secret).verify(both.body, both.headers)

    last = told.client.post(f"{HOOKS}/{hook['id']}/rotate", json={"grace_s": 0}).json()
    told.client.post(f"{HOOKS}/{hook['id']}/ping")

    alone = came(receiver, 2)[1]
    Webhook(last["secret"]).verify(alone.body, alone.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(rotated["secret"]).verify(alone.body, alone.headers)


def test_no_secret_can_be_had_a_second_time(told: House, receiver: Receiver) -> None:
    hook = made(told.client, receiver.url())

    answers = [told.client.get(HOOKS), told.client.get(f"{HOOKS}/{hook['id']}"), told.client.patch(
        f"{HOOKS}/{hook['id']}", json={"name": "renamed"})]  # fmt: skip

    assert all(hook["secret"] not in answer.text and "secret" not in answer.json() for answer in answers)
    stored = (told.settings.data_dir / "chapterhouse.db").read_bytes()
    assert hook["secret"][6:].encode() not in stored, "the database signs nothing without the pepper"


def test_an_address_that_has_become_one_inside_is_not_called(told: House, receiver: Receiver) -> None:
    hook = made(told.client, receiver.url())
    with told.database.write() as session:
        session.execute(update(WebhookRow).values(url="http://127.0.0.2:9/"))
    told.finished()

    entry = in_state(told.client, hook["id"], "blocked")

    assert ([one["error"] for one in entry["tries"]], receiver.got) == (["forbidden"], [])


def test_a_webhook_that_is_paused_or_deleted_hears_nothing(told: House, receiver: Receiver) -> None:
    paused, deleted, heard = (made(told.client, receiver.url(f"/{name}")) for name in ("paused", "deleted", "heard"))
    assert told.client.patch(f"{HOOKS}/{paused['id']}", json={"enabled": False}).json()["disabled_reason"] == "paused"
    assert told.client.delete(f"{HOOKS}/{deleted['id']}").status_code == 204

    told.finished()

    in_state(told.client, heard["id"], "delivered")
    assert {message.path for message in receiver.got} == {"/heard"}
    problem(told.client.get(f"{HOOKS}/{deleted['id']}"), 404, "webhook_not_found")


def test_of_a_deleted_job_nothing_stays_but_that_something_was_sent(told: House, receiver: Receiver) -> None:
    hook = made(told.client, receiver.url())
    job_id = told.finished()
    sent = in_state(told.client, hook["id"], "delivered")
    assert told.client.delete(f"/api/v1/jobs/{job_id}").status_code == 204

    entry = log_of(told.client, hook["id"])[0]
    told.client.post(f"{HOOKS}/{hook['id']}/deliveries/{entry['id']}/replay")

    assert (entry["id"], entry["job"], entry["payload"]) == (sent["id"], job_id, None)
    in_state(told.client, hook["id"], "canceled")
    assert len(receiver.got) == 1


def test_a_name_that_nobody_resolves_in_time_is_tried_again(
    told: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = made(told.client, receiver.url())
    monkeypatch.setattr(courier, "RESOLVE_S", 0.1)
    monkeypatch.setattr(Guard, "target", lambda guard, url: time.sleep(1))
    told.client.post(f"{HOOKS}/{hook['id']}/ping")

    assert [one["error"] for one in in_state(told.client, hook["id"], "dead")["tries"]] == ["unresolved"] * 3


def test_a_message_that_this_release_cannot_write_does_not_hold_up_the_others(told: House, receiver: Receiver) -> None:
    later = made(told.client, receiver.url("/later"))
    job_id = told.queue()
    with told.database.write() as session:  # as a newer replica may write it
        session.execute(update(JobRow).where(JobRow.id == job_id).values(kind="of a later release"))
        for _ in range(courier.AT_ONCE):
            announce.put(session, later["id"], "job.queued", job_id=job_id)

    hook = made(told.client, receiver.url("/usual"))
    told.client.post(f"{HOOKS}/{hook['id']}/ping")

    in_state(told.client, hook["id"], "delivered")
    assert {message.path for message in receiver.got} == {"/usual"}
    assert {(one["state"], one["attempt"]) for one in log_of(told.client, later["id"])} == {("pending", 0)}


def test_the_log_comes_in_pages(told: House, receiver: Receiver) -> None:
    hook = made(told.client, receiver.url())
    for _ in range(5):
        told.client.post(f"{HOOKS}/{hook['id']}/ping")
    whole = [one["id"] for one in log_of(told.client, hook["id"])]

    pages: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = told.client.get(f"{HOOKS}/{hook['id']}/deliveries", params=query).json()
        pages, cursor = [*pages, *(one["id"] for one in page["data"])], page["next_cursor"]

    assert (pages, cursor, len(whole)) == (whole, None, 5)
    wrong = told.client.get(f"{HOOKS}/{hook['id']}/deliveries", params={"cursor": "x"})
    assert pointers(problem(wrong, 422, "cursor_invalid")) == ["/cursor"]


@pytest.mark.parametrize(("body", "pointer"), [
    ({"events": []}, "/events"), ({"events": ["job.exploded"]}, "/events/0"), ({"name": "a\x01"}, "/name"),
    ({"url": 7}, "/url"), ({"colour": "red"}, "/colour"),
])  # fmt: skip
def test_a_wish_that_does_not_fit_is_named(told: House, receiver: Receiver, body: dict[str, Any], pointer: str) -> None:
    response = told.client.post(HOOKS, json={"url": receiver.url()} | body)

    assert pointers(problem(response, 422, "validation_error"))[0] == pointer
    assert told.counts()["webhook"] == 0


def test_an_owner_keeps_twenty_at_most(told: House, receiver: Receiver) -> None:
    for number in range(20):
        made(told.client, receiver.url(f"/{number}"))

    problem(told.client.post(HOOKS, json={"url": receiver.url()}), 409, "too_many_webhooks")


def test_the_default_webhook_has_a_secret_and_nothing_else(told: House) -> None:
    problem(told.client.get(f"{HOOKS}/default"), 404, "webhook_not_found")
    assert told.client.post(f"{HOOKS}/default/rotate").status_code == 201
    assert told.client.get(f"{HOOKS}/default").json()["url"] is None
    problem(told.client.post(f"{HOOKS}/default/ping"), 409, "webhook_default")
    problem(told.client.patch(f"{HOOKS}/default", json={"name": "x"}), 409, "webhook_default")


def test_owners_hear_of_their_own_jobs_only(tmp_path: Path, migrated: Path, receiver: Receiver) -> None:
    with locked_house(tmp_path, migrated, **INSIDE) as house:
        ana, ben = holder(house, "operator", "ana"), holder(house, "operator", "ben")
        member = holder(house, "member", "ana")
        hook = ana.post(HOOKS, json={"url": receiver.url("/ana")}).json()
        ben.post(HOOKS, json={"url": receiver.url("/ben")})

        problem(member.get(HOOKS), 403, "forbidden_scope")
        problem(ben.get(f"{HOOKS}/{hook['id']}"), 404, "webhook_not_found")
        problem(ben.send("DELETE", f"{HOOKS}/{hook['id']}"), 404, "webhook_not_found")
        job = member.post("/api/v1/jobs", json=TRAIN).json()["id"]
        member.post(f"/api/v1/jobs/{job}/cancel")

        assert {message.path for message in came(receiver)} == {"/ana"}
        deeds = {entry["action"] for entry in house.client.get("/api/v1/audit").json()["data"]}
        assert "webhook.created" in deeds
