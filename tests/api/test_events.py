"""Events of jobs: pages of them, and streams that resume without gap or repetition."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.jobs import events
from app.jobs import stream as hub
from tests.api.frames import Frame, frames_in
from tests.api.house import House
from tests.api.problems import pointers, problem
from tests.api.server import Server


def stream(house: House, path: str, **headers: str) -> list[Frame]:
    """All frames of a stream that ends by itself."""
    response = house.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    return list(frames_in(response.text.split("\n")))


def talkative(house: House, lines: int = 3) -> str:
    """A finished job with some log lines: events 1 (queued), 2 (running), lines, succeeded, done."""
    row = house.start()
    for number in range(lines):
        house.say(row, "log", level="info", message=f"line {number}")
    house.succeed(row)
    return f"/api/v1/jobs/{row.id}/events"


def test_a_page_of_events_is_plain_json(house: House) -> None:
    page = house.client.get(talkative(house), headers={"Accept": "application/json"}).json()

    assert [event["id"] for event in page["data"]] == [1, 2, 3, 4, 5, 6, 7]
    assert [event["event"] for event in page["data"]] == ["status", "status", "log", "log", "log", "status", "done"]
    assert page["data"][1]["data"] == {"from": "queued", "to": "running", "reason": None}
    assert page["has_more"] is False


def test_pages_of_events_follow_each_other(house: House) -> None:
    url = talkative(house)

    def page(after: int) -> Any:
        query = {"after": after, "limit": 3}
        return house.client.get(url, params=query, headers={"Accept": "application/json"}).json()

    first, second, last = page(0), page(3), page(6)

    assert [event["id"] for event in first["data"] + second["data"] + last["data"]] == [1, 2, 3, 4, 5, 6, 7]
    assert [first["has_more"], second["has_more"], last["has_more"]] == [True, True, False]


def test_a_stream_begins_with_the_whole_job_and_ends_with_it(house: House) -> None:
    frames = stream(house, talkative(house))

    assert frames[0].event == "snapshot" and frames[0].data["status"] == "succeeded" and frames[0].id is None
    assert [frame.id for frame in frames[1:]] == ["1", "2", "3", "4", "5", "6", "7"]
    assert frames[-1].event == "done"
    assert frames[-1].data["resource"]["status"] == "succeeded"


def test_a_stream_is_not_to_be_buffered_or_kept(house: House) -> None:
    response = house.client.get(talkative(house))

    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["cache-control"] == "no-cache, no-transform"
    assert response.text.startswith("retry: 2000\n\n")


def test_a_stream_resumes_behind_the_last_event_that_was_seen(house: House) -> None:
    frames = stream(house, talkative(house), Last_Event_ID="4")

    assert frames[0].event == "snapshot"
    assert [frame.id for frame in frames[1:]] == ["5", "6", "7"]


def test_a_stream_that_missed_nothing_ends_after_its_snapshot(house: House) -> None:
    assert [frame.event for frame in stream(house, talkative(house), Last_Event_ID="7")] == ["snapshot"]


@pytest.mark.parametrize("number", ["8", "999999999999999"])
def test_b61_an_event_that_never_was_resets_the_stream(house: House, number: str) -> None:
    frames = stream(house, talkative(house), Last_Event_ID=number)

    assert frames[0].event == "reset" and frames[0].data["status"] == "succeeded"
    assert [frame.id for frame in frames[1:]] == ["1", "2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize("number", ["abc", "-1", "1.5", "", "²", "9" * 40])
def test_b61_a_last_event_that_is_no_number_means_from_the_start(house: House, number: str) -> None:
    url = talkative(house)
    response = house.client.get(url, headers={b"Last-Event-ID": number.encode("latin-1")})

    assert response.status_code == 200
    assert [frame.id for frame in frames_in(response.text.split("\n"))][1:] == ["1", "2", "3", "4", "5", "6", "7"]


def test_one_stream_carries_several_jobs(house: House) -> None:
    urls = [talkative(house, lines=1), talkative(house, lines=2)]
    ids = [url.split("/")[-2] for url in urls]

    frames = stream(house, f"/api/v1/events?jobs={ids[0]},{ids[1]},{ids[0]}")

    assert [frame.event for frame in frames[:2]] == ["snapshot", "snapshot"]
    assert [frame.data["job"] for frame in frames[2:]].count(ids[0]) == 5
    assert [frame.data["job"] for frame in frames[2:]].count(ids[1]) == 6
    assert frames[-1].id == "5,6"


def test_a_stream_of_several_jobs_resumes_each_where_it_was(house: House) -> None:
    ids = [talkative(house, lines=1).split("/")[-2] for _ in range(2)]

    frames = stream(house, f"/api/v1/events?jobs={ids[0]},{ids[1]}", Last_Event_ID="4,5")

    assert [(frame.data["job"], frame.id) for frame in frames[2:]] == [(ids[0], "5,5")]


def test_a_stream_names_one_to_twenty_jobs_that_exist(house: House) -> None:
    absent = "job_00000000000000000000000000"

    for jobs, code in [("", "validation_error"), (",".join(f"{absent}{n}" for n in range(21)), "validation_error"),
                       ("../../etc", "id_invalid"), ("\0" * 20, "id_invalid")]:  # fmt: skip
        document = problem(house.client.get("/api/v1/events", params={"jobs": jobs}), 422, code)
        assert pointers(document) == ["/jobs"]
    problem(house.client.get("/api/v1/events", params={"jobs": absent}), 404, "job_not_found")


def test_a_live_stream_cut_again_and_again_shows_each_event_once_in_order(server: Server) -> None:
    house = server.house
    row = house.start()
    url, seen = f"/api/v1/jobs/{row.id}/events", ["0"]
    for number in range(4):
        house.say(row, "metric", step=number, values={})  # while nobody listens
        with server.listen(url, Last_Event_ID=seen[-1]) as frames:
            assert next(frames).event == "snapshot"
            house.say(row, "log", level="info", message=f"line {number}")
            seen += until_line(frames, number)
    house.succeed(row)
    with server.listen(url, Last_Event_ID=seen[-1]) as frames:
        seen += [str(frame.id) for frame in frames][1:]

    assert seen == [str(number) for number in range(house.job(row.id).event_seq + 1)]


def until_line(frames: Iterator[Frame], number: int) -> list[str]:
    """The ids of the frames up to that log line."""
    ids = []
    for frame in frames:
        ids.append(str(frame.id))
        if frame.event == "log" and frame.data["message"] == f"line {number}":
            break
    return ids


def test_a_stream_of_several_jobs_goes_on_when_one_of_them_is_deleted(server: Server) -> None:
    house = server.house
    gone, row = house.finished(), house.start()
    with server.listen(f"/api/v1/events?jobs={gone},{row.id}") as frames:
        for frame in frames:
            if frame.data.get("to") == "running" and frame.data["job"] == row.id:
                break
        assert house.client.delete(f"/api/v1/jobs/{gone}").status_code == 204
        house.succeed(row)
        rest = list(frames)

    assert [frame.event for frame in rest] == ["status", "done"]


def test_a_job_deleted_while_its_stream_begins_leaves_the_others_theirs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, other = house.finished(), house.finished()
    monkeypatch.setattr("app.jobs.event_routes.look", lambda *_: None)  # both were there when it looked
    assert house.client.delete(f"/api/v1/jobs/{gone}").status_code == 204

    frames = stream(house, f"/api/v1/events?jobs={gone},{other}")

    assert {frame.data.get("id", frame.data.get("job")) for frame in frames} == {other}
    assert frames[-1].event == "done"


def test_events_deleted_after_their_time_reset_a_stream_that_wanted_them(house: House) -> None:
    url = talkative(house)
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM job_event WHERE seq < 5")

    frames = stream(house, url, Last_Event_ID="2")

    assert frames[0].event == "reset"
    assert [frame.id for frame in frames[1:]] == ["5", "6", "7"]


def test_a_stream_of_a_job_whose_events_are_gone_ends_with_the_job_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "LIFE_S", 2.0)  # it would wait half an hour
    url = talkative(house)
    with house.database.write() as session:
        events.prune(session, -1.0)

    began = time.monotonic()
    frames = [stream(house, url), stream(house, url, last_event_id="3"), stream(house, url, last_event_id="7")]

    assert time.monotonic() - began < 2.0
    assert [[frame.event for frame in one] for one in frames] == [["reset"], ["reset"], ["snapshot"]]
    assert all(one[0].data["status"] == "succeeded" for one in frames)
