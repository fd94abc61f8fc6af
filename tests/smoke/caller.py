"""Calls the HTTP API with the standard library alone: the smoke test runs wherever a plain Python is."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

Json = dict[str, Any]
TIMEOUT_S = 60.0
MOST_WAITS = 20  # for a key's limits: the smoke test calls faster than a person


@dataclass(frozen=True)
class Answer:
    """A response with its whole body."""

    status: int
    media_type: str
    body: bytes
    retry_after_s: float = 0.0

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Event:
    """One server-sent event; `id` is 0 where it has none."""

    id: int
    type: str
    data: Json


class Caller:
    """A client of the Chapterhouse at one address."""

    def __init__(self, url: str, key: str = "") -> None:
        self.url = url.rstrip("/")
        self._opener = build_opener(ProxyHandler({}))  # what it talks to is near: no proxy of the environment
        if key:
            self._opener.addheaders.append(("Authorization", f"Bearer {key}"))

    def get(self, path: str, **headers: str) -> Answer:
        """GET; a refusal is an answer like any other."""
        return self._send(Request(self.url + path, headers=_named(headers)))

    def post(self, path: str, body: Json | bytes, **headers: str) -> Answer:
        """POST a document, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {"Content-Type": "application/json"} | _named(headers)
        return self._send(Request(self.url + path, content, names, method="POST"))

    def events(self, job_id: str, after: int = 0) -> Iterator[Event]:
        """The events of a job until the server closes the stream."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        request = Request(f"{self.url}/api/v1/jobs/{job_id}/events", headers=headers)
        with self._opener.open(request, timeout=TIMEOUT_S) as stream:
            yield from _parse(stream)

    def _send(self, request: Request) -> Answer:
        """Send it; where the key's limit is used up, wait as long as the answer says and send it again."""
        for _ in range(MOST_WAITS):
            answer = self._send_once(request)
            if answer.status != 429 or not answer.retry_after_s:
                break
            time.sleep(answer.retry_after_s)
        return answer

    def _send_once(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                return _answer(response)
        except HTTPError as error:
            with error:
                return _answer(error)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _answer(response: HTTPResponse | HTTPError) -> Answer:
    wait = float(response.headers.get("Retry-After") or 0)
    return Answer(response.status or 0, response.headers.get_content_type(), response.read(), wait)


def _parse(stream: HTTPResponse) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in stream:
        text = line.decode().rstrip("\r\n")
        if not text and "event" in fields:
            yield Event(int(fields.get("id", "0")), fields["event"], json.loads(fields["data"]))
        if not text:
            fields = {}
        elif not text.startswith(":"):
            name, _, value = text.partition(": ")
            fields[name] = value
