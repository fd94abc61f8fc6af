"""Clients that send or read slowly, and many that only wait: none of them holds a process for ever."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest

from app.http import patience
from tests.api.house import House
from tests.api.server import Server, serve
from tests.processes import until

BODY_S = 0.6
HEAD = "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: 900000\r\n\r\n"
PART = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
BODIES = {
    "/api/v1/jobs": ("application/json", "[", b"408"),
    "/api/v1/uploads": ("multipart/form-data; boundary=b", PART, b"408"),
    "/api/v1/models/nobody/predict": ("application/json", "[", b"404"),  # answered without its body
}


@pytest.fixture
def hasty(tmp_path: Path, migrated: Path) -> Iterator[Server]:
    """A real server that waits half a second for a body."""
    with serve(tmp_path / "data", migrated, body_timeout_s=BODY_S) as running:
        yield running


def connect(server: Server, **options: int) -> socket.socket:
    """A bare connection."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.socket()
    if "receive_buffer" in options:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options["receive_buffer"])
    connection.settimeout(10)
    connection.connect((host, int(port)))
    return connection


@pytest.mark.parametrize("path", BODIES)
def test_f33_a_body_that_drips_is_refused_and_its_connection_closed(hasty: Server, path: str) -> None:
    with connect(hasty) as connection:
        kind, begin, status = BODIES[path]
        connection.sendall((HEAD.format(path=path, kind=kind) + begin).encode())
        started, answer = time.monotonic(), b""
        connection.settimeout(0.1)
        while time.monotonic() - started < 10:
            try:
                connection.sendall(b"-")
                if not (piece := connection.recv(65_536)):
                    break
                answer += piece
            except TimeoutError:
                continue
            except OSError:
                break

        assert answer.startswith(b"HTTP/1.1 " + status)
        assert BODY_S * 0.9 <= time.monotonic() - started < 5


def test_f33_a_large_body_that_keeps_coming_has_more_time(hasty: Server) -> None:
    def slowly() -> Iterator[bytes]:
        yield PART.encode()
        for _ in range(8):
            time.sleep(0.2)  # 1.6 s in all
            yield b"x" * 16_000
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert hasty.post("/api/v1/uploads", content=slowly(), headers=headers).status_code == 201


def flood(house: House) -> str:
    """A running job that has said eight megabytes; gives the address of its stream."""
    row = house.start()
    for _ in range(400):
        house.say(row, "log", level="info", message="x" * 20_000)
    return f"/api/v1/jobs/{row.id}/events"


def test_f33_a_reader_that_takes_nothing_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "READER_S", 0.5)
    house, watched = server.house, server.house.services.streams._watched
    path, memory = flood(house), psutil.Process().memory_info().rss
    with connect(server, receive_buffer=4096) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        until(lambda: watched, "the stream is open", 10)
        until(lambda: not watched, "the stream is over", 10)

        received = 0
        with suppress(ConnectionResetError):
            while piece := connection.recv(1 << 20):
                received += len(piece)
    assert received < 8_000_000
    assert psutil.Process().memory_info().rss - memory < 60_000_000


def test_f32_two_hundred_idle_streams_cost_little(server: Server) -> None:
    house, process = server.house, psutil.Process(os.getpid())
    row = house.start()
    request = f"GET /api/v1/jobs/{row.id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    held = [connect(server) for _ in range(200)]
    for connection in held[:100]:
        connection.sendall(request)
        connection.recv(65_536)
    half = process.memory_info().rss
    for connection in held[100:]:
        connection.sendall(request)
        connection.recv(65_536)
    time.sleep(0.5)
    full, before, started = process.memory_info().rss, sum(process.cpu_times()[:2]), time.monotonic()

    time.sleep(2.5)
    used = (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - started)

    for connection in held:
        connection.close()
    assert used < 0.05, f"{used:.1%} of a core"
    assert full - half < 15_000_000
    assert process.memory_info().rss - full < 5_000_000
