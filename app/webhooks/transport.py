"""One POST to an address that was checked: to that very IP, without redirects, proxies or patience."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.webhooks.guard import Target

if TYPE_CHECKING:
    import httpx

CONNECT_S, TOTAL_S = 5.0, 10.0
READ_BYTES, READ_S = 4096, 1.0  # of the answer, which nobody sees: enough for the receiver to finish politely


@dataclass(frozen=True)
class Answer:
    """What came of a try: the status, or why there is none."""

    status: int | None
    error: str | None
    ms: float

    @property
    def is_good(self) -> bool:
        """Whether the receiver took the message."""
        return self.status is not None and 200 <= self.status < 300


@cache
def prepare() -> None:
    """Load the HTTP client: a quarter of a second that a start without webhooks need not pay. For a thread."""
    import httpx  # noqa: F401

    _trust()


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities, among them those that an operator added, and the usual ones."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


async def post(target: Target, body: str, headers: dict[str, str]) -> Answer:
    """Send a body; never raises for what the receiver does."""
    import httpx

    started = time.perf_counter()
    status: int | None = None
    error: str | None = None
    try:
        async with asyncio.timeout(TOTAL_S) as patience:
            status = await _send(target, body, headers, patience)
    except TimeoutError:
        error = "timeout"
    except httpx.TimeoutException:
        error = "timeout"
    except ssl.SSLError:
        error = "tls"
    except (httpx.HTTPError, OSError) as failure:
        error = "tls" if "CERTIFICATE" in str(failure).upper() or "SSL" in str(failure).upper() else "connection"
    return Answer(status, error, round(1000 * (time.perf_counter() - started), 1))


async def _send(target: Target, body: str, headers: dict[str, str], patience: asyncio.Timeout) -> int:
    """The status; it alone counts, whether or not the rest of the answer ever comes."""
    import httpx

    address = f"[{target.address}]" if ":" in target.address else target.address
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = target.port == {"https": 443, "http": 80}[target.scheme]
    named = {
        "Host": host if usual else f"{host}:{target.port}", "Content-Type": "application/json",
        "User-Agent": "Chapterhouse",
    }  # fmt: skip
    verify = _trust() if target.scheme == "https" else False
    timeout = httpx.Timeout(TOTAL_S, connect=CONNECT_S)
    async with (
        httpx.AsyncClient(verify=verify, trust_env=False, follow_redirects=False, timeout=timeout) as client,
        client.stream(
            "POST", f"{target.scheme}://{address}:{target.port}{target.path}", content=body.encode(),
            headers=named | headers, extensions={"sni_hostname": target.host},
        ) as response,
    ):  # fmt: skip
        patience.reschedule(None)
        with contextlib.suppress(TimeoutError, httpx.HTTPError):
            async with asyncio.timeout(READ_S):
                await _read(response)
        return response.status_code


async def _read(response: httpx.Response) -> None:
    read = 0
    async for chunk in response.aiter_raw(READ_BYTES):
        read += len(chunk)
        if read >= READ_BYTES:
            break
