"""The stream of a job's events is whole, whatever happens to the connection or to the process behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

import httpx
import pytest

from tests.api.frames import Frame, frames_in
from tests.service.house import House


class Reader:
    """Reads like a browser's EventSource: after a cut it asks for what came after the last event it has seen."""

    def __init__(self, house: House, job_id: str) -> None:
        self._client, self._path = house.client, f"/api/v1/jobs/{job_id}/events"
        self.seen: list[Frame] = []
        self.connections = 0

    def read(self, count: int | None = None) -> None:
        """Read so many events, or to the end of the stream."""
        last = str(self.seen[-1].id) if self.seen else ""
        with self._client.stream("GET", self._path, headers={"Last-Event-ID": last}, timeout=60) as response:
            assert response.status_code == 200
            self.connections += 1
            self.seen += islice(self._numbered(response), count)

    def read_until_cut(self) -> None:
        """Read until the connection breaks; keeps what has come so far."""
        with pytest.raises(httpx.TransportError):
            self.read()

    def _numbered(self, response: httpx.Response) -> Iterator[Frame]:
        for frame in frames_in(response.iter_lines()):
            if frame.id is None:
                assert frame.event == "snapshot"  # never `reset`: nothing this client saw is unknown
            else:
                yield frame

    @property
    def ended(self) -> bool:
        """Whether the job's end was told."""
        return bool(self.seen) and self.seen[-1].event == "done"


def test_every_event_comes_once_through_cuts_and_a_killed_api(house: House) -> None:
    job_id = house.submit(params={"steps": 60, "step_s": 0.1})
    reader, stack = Reader(house, job_id), house.stack
    reader.read(2)
    house.wait(job_id, "running")
    reader.read(5)
    reader.read(7)

    for _ in range(2):
        assert stack.api is not None
        stack.kill_tree(stack.api)
        time.sleep(0.3)
        stack.start_api()
        reader.read(6)
    reader.read()

    assert reader.ended and reader.connections == 6
    numbers = [int(frame.id or 0) for frame in reader.seen]
    assert numbers == list(range(1, stack.job(job_id).event_seq + 1))
    stored = [(event.seq, event.type) for event in stack.events(job_id)]
    assert [(int(frame.id or 0), frame.event) for frame in reader.seen] == stored
    metrics = [frame.data["step"] for frame in reader.seen if frame.event == "metric"]
    assert metrics == list(range(1, 61))
    assert reader.seen[-1].data["resource"]["status"] == "succeeded"


def test_a_stream_that_is_open_when_the_api_dies_is_resumed(house: House) -> None:
    job_id = house.submit(params={"steps": 40, "step_s": 0.1})
    reader, stack = Reader(house, job_id), house.stack
    with house.client.stream("GET", f"/api/v1/jobs/{job_id}/events", timeout=60) as response:
        frames = (frame for frame in frames_in(response.iter_lines()) if frame.id)
        reader.seen += islice(frames, 8)
        assert stack.api is not None
        stack.kill_tree(stack.api)
        with pytest.raises(httpx.TransportError):
            reader.seen += frames  # the rest that is still in the pipe, then the cut
    stack.start_api()

    while not reader.ended:
        reader.read()

    assert [int(frame.id or 0) for frame in reader.seen] == list(range(1, stack.job(job_id).event_seq + 1))
