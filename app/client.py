"""Speaks the HTTP API for the command line: problems become one exception, event streams resume by themselves."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
RECONNECTS = 20  # streams that broke in a row without a single new event
RECONNECT_PAUSE_S = 1.0


class ApiError(Exception):
    """A refusal of the API, or no answer at all."""

    def __init__(self, title: str, detail: str, errors: list[str] | None = None) -> None:
        super().__init__(f"{title}: {detail}")
        self.title, self.detail, self.errors = title, detail, errors or []


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    type: str
    data: Json


class Client:
    """A client of one Chapterhouse."""

    def __init__(self, url: str, key: str = "") -> None:
        self.url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=f"{self.url}/api/v1", timeout=30, headers=headers)

    def get(self, path: str, **params: Any) -> Json:
        """GET a document."""
        return self._send("GET", path, params=params)

    def get_list(self, path: str) -> list[Json]:
        """GET a list of documents."""
        found: Any = self._send("GET", path)
        rows: list[Json] = found
        return rows

    def post(self, path: str, body: Json | None = None, headers: dict[str, str] | None = None) -> Json:
        """POST a document."""
        return self._send("POST", path, json=body, headers=headers)

    def put(self, path: str, body: Json) -> Json:
        """PUT a document."""
        return self._send("PUT", path, json=body)

    def delete(self, path: str) -> None:
        """DELETE something; the answer has no body."""
        self._send("DELETE", path)

    def upload(self, path: str, files: Any, fields: dict[str, str]) -> Json:
        """POST a multipart form."""
        return self._send("POST", path, files=files, data=fields, timeout=600)

    def _send(self, method: str, path: str, **options: Any) -> Json:
        try:
            response = self._http.request(method, path, **options)
        except httpx.TransportError as error:
            raise self._unreachable(error) from None
        if response.is_error:
            raise refusal(response)
        document: Json = response.json() if response.content else {}
        return document

    def _unreachable(self, error: httpx.TransportError) -> ApiError:
        advice = f"{type(error).__name__}. Is it running? `make run` starts it; --url names another address."
        return ApiError(f"no answer from {self.url}", advice)

    def follow(self, job_id: str) -> Iterator[Event]:
        """The events of a job until it ends, each once, over as many connections as it takes.

        Raises:
            ApiError: when the job is unknown, or the API stays away.
        """
        last, silent = "0", 0
        while silent < RECONNECTS:
            try:
                for number, event in self._stream(job_id, last):
                    last, silent = number or last, 0
                    yield event
                    if event.type == "done":
                        return
                job = self._http.get(f"/jobs/{job_id}")
                if job.is_success and job.json()["finished_at"] is not None:
                    return  # its events were pruned: there is no `done` to wait for
            except httpx.TransportError:
                pass  # the stream broke: resume after the last event
            silent += 1
            time.sleep(RECONNECT_PAUSE_S)
        raise ApiError("stream lost", f"no events from {self.url} any more")

    def _stream(self, job_id: str, last: str) -> Iterator[tuple[str, Event]]:
        headers = {"Last-Event-ID": last, "Accept": "text/event-stream"}
        with self._http.stream("GET", f"/jobs/{job_id}/events", headers=headers) as response:
            if response.is_error:
                response.read()
                raise refusal(response)
            fields: dict[str, str] = {}
            for line in response.iter_lines():
                if not line and "data" in fields:
                    event = Event(fields.get("event", "message"), json.loads(fields["data"]))
                    yield fields.get("id", ""), event
                    fields = {}
                elif line and not line.startswith(":"):
                    name, _, value = line.partition(":")
                    fields[name] = value.removeprefix(" ")


def refusal(response: httpx.Response) -> ApiError:
    """The problem document of a response as an exception."""
    try:
        problem: Json = response.json()
    except ValueError:
        problem = {}
    fields = [f"{item.get('pointer', '')}: {item.get('detail', '')}" for item in problem.get("errors", [])]
    title = f"{response.status_code} {problem.get('code', response.reason_phrase)}"
    return ApiError(title, problem.get("detail", "the answer was not a problem document"), fields)
