"""How a message travels: to the address that was checked, under the name of its host, with bounded patience."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.webhooks import transport
from app.webhooks.guard import Target
from app.webhooks.transport import Answer, post
from tests.receiver import receiving

HOST = "hooks.example.test"


def send(port: int, scheme: str = "http", host: str = "127.0.0.1", body: str = "{}") -> Answer:
    """One try at a port of this machine."""
    return asyncio.run(post(Target(scheme, host, port, "127.0.0.1", "/hook"), body, {"webhook-id": "msg_1"}))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `HOST` that nobody has signed, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", str(key), "-out", str(made),
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"], check=True, capture_output=True,
    )  # fmt: skip
    return made, key


@contextmanager
def serving_tls(certificate: tuple[Path, Path]) -> Iterator[tuple[int, list[str], list[str]]]:
    """A server with that certificate: its port, the names that callers asked for, the hosts they named."""
    names: list[str] = []
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hosts.append(self.headers["Host"])
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.sni_callback = lambda socket, name, context: names.append(str(name))
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], names, hosts
    finally:
        server.shutdown()
        server.server_close()


def test_the_certificate_must_be_for_the_host_and_not_for_its_address(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = ssl.create_default_context(cafile=certificate[0])
    with serving_tls(certificate) as (port, names, hosts):
        assert send(port, "https", HOST).error == "tls", "nobody has signed it"
        monkeypatch.setattr(transport, "_trust", lambda: trusting)
        assert send(port, "https", HOST).status == 200
        assert send(port, "https", "other.example.test").error == "tls"

    assert (names[0], hosts) == (HOST, [f"{HOST}:{port}"])


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TOTAL_S", 0.2)
    with receiving(200) as receiver:
        receiver.delay_s = 2.0
        answer = send(receiver.port)

    assert (answer.status, answer.error) == (None, "timeout")


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with receiving(200) as receiver:
        assert send(receiver.port).status == 200


def answered_without_end(piece: bytes, pause_s: float) -> Answer:
    """A try at a receiver that says 200 and then sends a piece again and again."""

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
        try:
            while True:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause_s)
        except ConnectionError:
            writer.close()

    async def run() -> Answer:
        server = await asyncio.start_server(endless, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await post(Target("http", "127.0.0.1", port, "127.0.0.1", "/"), "{}", {})

    return asyncio.run(run())


def test_of_an_endless_answer_little_is_read() -> None:
    assert answered_without_end(b"x" * 65_536, 0.0).status == 200


def test_the_status_counts_although_the_rest_of_the_answer_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_S", 0.2)

    answer = answered_without_end(b"x", 0.05)

    assert (answer.status, answer.error) == (200, None)
    assert answer.ms < 5000
