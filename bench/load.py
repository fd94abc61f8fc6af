"""A closed-loop HTTP client cheap enough not to be what is measured: raw keep-alive connections, one request each."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np


@dataclass(frozen=True)
class Load:
    """What one round gave."""

    requests_per_s: float
    p50_ms: float
    p99_ms: float
    errors: int


def request_bytes(url: str, body: bytes) -> bytes:
    """A whole POST, made once and sent often."""
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _connection(url: str, message: bytes, until: float, times: list[float]) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    errors = 0
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        times.append(time.perf_counter() - started)
        errors += not head.startswith(b"HTTP/1.1 200")
    writer.close()
    return errors


async def _round(url: str, body: bytes, connections: int, seconds: float) -> Load:
    times: list[float] = []
    started = time.perf_counter()
    message = request_bytes(url, body)
    tasks = [_connection(url, message, started + seconds, times) for _ in range(connections)]
    errors = sum(await asyncio.gather(*tasks))
    spent = time.perf_counter() - started
    p50, p99 = np.percentile(times, [50, 99]) * 1000
    return Load(len(times) / spent, float(p50), float(p99), errors)


def measure(url: str, body: bytes, *, connections: int, seconds: float) -> Load:
    """Send the same body over and over on so many connections."""
    return asyncio.run(_round(url, body, connections, seconds))
