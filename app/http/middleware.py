"""What happens around every request: its id, its host, its headers, its measurements. Pure ASGI: no extra tasks."""

from __future__ import annotations

import ipaddress
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import lru_cache
from itertools import count
from typing import Any

from fastapi import Request
from prometheus_client import Counter, Histogram

from app import tracing
from app.access.caller import caller_of
from app.access.guard import HEADERS
from app.ending import Ending
from app.errors import AppError
from app.http.head import as_get
from app.http.patience import cut_unfinished, hurried, send_part
from app.http.problems import problem_response, translate
from app.settings import Settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

log = logging.getLogger("chapterhouse.http")
REQUESTS = Counter("chapterhouse_http_requests_total", "Answered requests", ["method", "route", "status"])
LATENCY = Histogram("chapterhouse_http_request_seconds", "Time to the first byte of the answer", ["route"],
                    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30))  # fmt: skip
MAX_URL = 8192
HOST_INVALID = AppError(400, "host_invalid", "This server does not answer to that Host header.")
_PROCESS = secrets.token_hex(4)  # one draw a process, then a count: unique across replicas, and cheap
_NUMBER = count(1)
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))

_CSP = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_SECURITY = [
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Envelope:
    """Gives each request an id, refuses foreign hosts, and completes the response's headers."""

    def __init__(self, app: App, settings: Settings, ending: Ending) -> None:
        self.app = app
        self.ending = ending
        self.hosts = {host.strip().lower() for host in settings.allowed_hosts.split(",") if host.strip()}
        self.tells_all = settings.access_log
        self.body_s = settings.body_timeout_s
        self.is_allowed = lru_cache(maxsize=256)(self._is_allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, receive, send = as_get(scope, receive, send)
        with tracing.request_span(scope["headers"]) as span:
            await self._serve(scope, receive, send, span)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, span: Any) -> None:
        request_id = f"{_PROCESS}{next(_NUMBER):08x}"
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 0

        async def complete(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete_headers(message, request_id, scope["state"].get(HEADERS))
                if self.ending.begun:  # the client's next request finds a process that stays
                    message["headers"].append((b"connection", b"close"))
                seconds = time.perf_counter() - started
                _measure(scope, status, seconds)
                if span is not None:
                    _describe(span, scope, status, request_id)
                if status >= 500 or self.tells_all:
                    _tell(scope, status, seconds)
            if message.get("more_body"):
                await send_part(send, message)
            else:
                await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await problem_response(Request(scope), refusal)(scope, receive, complete)
            return
        try:
            await self.app(scope, hurried(receive, self.body_s), complete)
        except Exception as error:
            if status:  # the answer is on its way: all that is left is to cut it off
                raise
            await problem_response(Request(scope), translate(error))(scope, receive, complete)
        finally:
            cut_unfinished(send, self.body_s)

    def _refusal(self, scope: Scope) -> AppError | None:
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > MAX_URL:
            return AppError(414, "uri_too_long", f"The address is longer than {MAX_URL} bytes.")
        for name, value in scope["headers"]:
            if name == b"host":
                return None if self.is_allowed(value) or _is_own_address(value, scope) else HOST_INVALID
        return None if self.is_allowed(b"") else HOST_INVALID

    def _is_allowed(self, header: bytes) -> bool:
        return "*" in self.hosts or _host_name(header) in self.hosts


def _host_name(header: bytes) -> str:
    host = header.decode("latin-1").lower()
    return host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host


def _is_own_address(header: bytes, scope: Scope) -> bool:
    """Whether a Host header is the very IP address that the connection came in on.

    Prometheus finds replicas by their addresses. A page that had its own name point here would send that name.
    """
    name, server = _host_name(header).strip("[]"), scope.get("server")
    try:
        return server is not None and ipaddress.ip_address(name) == ipaddress.ip_address(server[0])
    except ValueError:
        return False


def _complete_headers(message: MutableMapping[str, Any], request_id: str, limits: Headers | None) -> None:
    headers = list(message.get("headers", []))
    present = {name for name, _ in headers}
    headers += [item for item in _SECURITY if item[0] not in present]
    headers.append((b"x-request-id", request_id.encode()))
    if limits is not None and message["status"] != 429:  # a refusal has said it itself
        headers += limits
    if b"cache-control" not in present:
        headers.append((b"cache-control", b"no-store"))
    message["headers"] = headers


def _measure(scope: Scope, status: int, seconds: float) -> None:
    requests, latency = _meters(*_call(scope), status)
    requests.inc()
    latency.observe(seconds)


def _call(scope: Scope) -> tuple[str, str]:
    """The method and the route, as patterns: a client may invent as many of both as it likes."""
    route = scope.get("route_name") or getattr(scope.get("route"), "path", "unmatched")
    return scope["method"] if scope["method"] in METHODS else "other", str(route)


def _describe(span: Any, scope: Scope, status: int, request_id: str) -> None:
    method, route = _call(scope)
    facts: tracing.Attributes = {
        "http.request.method": method, "http.route": route, "http.response.status_code": status,
        "chapterhouse.request_id": request_id,
    }  # fmt: skip
    tracing.describe_request(span, f"{method} {route}", facts)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    """A line of the log; no address as it was sent, which may hold what people look for."""
    method, route = _call(scope)
    facts = {
        "request_id": scope["state"]["request_id"], "method": method, "route": route, "status": status,
        "duration_ms": round(seconds * 1000, 2), "key": caller_of(scope).key_id,
    }  # fmt: skip
    level = logging.ERROR if status >= 500 else logging.INFO
    log.log(level, "%s %s %d in %.1f ms", method, route, status, seconds * 1000, extra=facts)


@lru_cache(maxsize=2048)
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Finding a labelled measurement costs more than moving it."""
    return REQUESTS.labels(method, route, status), LATENCY.labels(route)
