"""An open-loop HTTP client: requests leave at their times, whether or not earlier ones have been answered.

A closed loop waits for a slow server and so asks it less; what people and programs send does not. Latencies are counted
from the time at which a request was due, so that one that had to wait for a connection is not told as fast. It runs as
a process of its own: `python -m bench.open_loop URL BODY_FILE RATE SECONDS` prints a JSON document.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from bench.load import request_bytes

CONNECTIONS = 64
SHARES_MS = (5.0, 10.0, 50.0)


@dataclass(frozen=True)
class Asked:
    """One request: when it was due, sent and answered (seconds since 1970), and with what."""

    due: float
    sent: float
    done: float
    status: int
    version: str

    @property
    def ms(self) -> float:
        """From when it was due."""
        return 1000 * (self.done - self.due)


@dataclass(frozen=True)
class Flow:
    """What a stream of requests met."""

    asked: list[Asked]
    rate: float

    @property
    def failed(self) -> int:
        """Requests that were not answered with 200."""
        return sum(one.status != 200 for one in self.asked)

    def percentile(self, share: float) -> float:
        """Milliseconds within which that percentage was answered."""
        return float(np.percentile([one.ms for one in self.asked], share))

    def within(self, ms: float) -> float:
        """The share answered well within that time."""
        return sum(one.status == 200 and one.ms <= ms for one in self.asked) / len(self.asked)

    @property
    def late_ms(self) -> float:
        """How late the client itself sent, at the 99th percentile: the part of the latency that is the client's."""
        return float(np.percentile([1000 * (one.sent - one.due) for one in self.asked], 99))


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes) -> tuple[int, str]:
    writer.write(message)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    await reader.readexactly(int(fields["content-length"]))
    return int(head[9:12]), fields.get("x-model-version", "")


async def _connection(url: str, message: bytes, due: asyncio.Queue[float | None], found: list[Asked]) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while (at := await due.get()) is not None:
        sent = time.time()
        try:
            status, version = await _ask(reader, writer, message)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            status, version = 0, ""
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        found.append(Asked(at, sent, time.time(), status, version))
    writer.close()


async def flow(url: str, body: bytes, rate: float, seconds: float, seed: int = 1) -> Flow:
    """Send so many requests a second at random moments (a Poisson process), for so long."""
    message, due, found = request_bytes(url, body), asyncio.Queue[float | None](), list[Asked]()
    workers = [asyncio.create_task(_connection(url, message, due, found)) for _ in range(CONNECTIONS)]
    await asyncio.sleep(0.2)
    draw, at = random.Random(seed), time.time()
    end = at + seconds
    while (at := at + draw.expovariate(rate)) < end:
        await asyncio.sleep(max(0.0, at - time.time()))
        due.put_nowait(at)
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    return Flow(sorted(found, key=lambda one: one.due), rate)


@contextmanager
def flowing(url: str, body: bytes, rate: float, seconds: float) -> Iterator[list[Flow]]:
    """The same in a process of its own while the block runs; afterwards the list holds what it met."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(body)
        command = [sys.executable, "-m", "bench.open_loop", url, file.name, str(rate), str(seconds)]
        found: list[Flow] = []
        with subprocess.Popen(command, stdout=subprocess.PIPE) as client:
            yield found
            output, _ = client.communicate(timeout=seconds + 120)
        found.append(Flow([Asked(*row) for row in json.loads(output)], rate))


def asked(url: str, body: bytes, rate: float, seconds: float) -> Flow:
    """The same, waiting for its end."""
    with flowing(url, body, rate, seconds) as found:
        pass
    return found[0]


def main() -> None:
    """Run as the process of `flowing`."""
    url, file, rate, seconds = sys.argv[1:]
    found = asyncio.run(flow(url, Path(file).read_bytes(), float(rate), float(seconds)))
    rows = [(one.due, one.sent, one.done, one.status, one.version) for one in found.asked]
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main()
