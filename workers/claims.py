"""`make claims`: runs what the book's claims still miss, prints the verdicts, and writes docs/book-claims.md.

Speaks HTTP only: to the service that `--url` names, to the one that runs on this machine, or to one that it starts on
the same data folder and stops again.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from app.cli_output import show_problem, show_table
from app.client import ApiError, Client
from app.settings import Settings, get_settings
from workers.claims_page import VERDICTS, expected, page, values, written

Json = dict[str, Any]
START_S = 90.0
STOP_S = 40.0
POLL_S = 1.0
notes = Console(stderr=True)


def main(
    url: Annotated[str, typer.Option(help="a running service; default: this machine's, else one is started")] = "",
    everything: Annotated[bool, typer.Option("--all", help="all claims and seeds, not the ten-minute set")] = False,
    only: Annotated[list[str] | None, typer.Option(help="id of a claim; may be repeated")] = None,
    run: Annotated[bool, typer.Option(help="make the missing runs; --no-run only tells what past runs say")] = True,
    write: Annotated[Path | None, typer.Option(help="page to write")] = None,
) -> None:
    """Measure the book's claims."""
    started = time.monotonic()
    try:
        with _service(url) as service:
            for claim in service.get("/claims")["data"]:
                if run and (not only or claim["id"] in only):
                    _measure(service, claim, everything=everything)
            claims = service.get("/claims")["data"]
    except ApiError as error:
        show_problem(error)
        raise typer.Exit(1) from None
    _print(claims)
    if write is not None:
        took = f"{(time.monotonic() - started) / 60:.1f} minutes on {os.cpu_count()} CPU cores"
        command = f"`make claims{' ALL=1' if everything else ''}` in {took}; runs made before count as well"
        how = f"by {command}" if run else "from runs made before"
        when = f"Written {datetime.now(UTC):%Y-%m-%d} {how}."
        write.write_text(page(claims, when))


@contextmanager
def _service(url: str) -> Iterator[Client]:
    """The service at the address, or of this machine; one of its own where none answers."""
    settings = get_settings()
    here = url or f"http://{settings.host}:{settings.port}"
    if url or _answers(here):
        yield Client(here)
        return
    with _started(settings) as own:
        yield Client(own)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/health/live", timeout=2).is_success
    except httpx.HTTPError:
        return False


@contextmanager
def _started(settings: Settings) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "workers.cli", "up", "--no-train", "--port", str(port)]
    notes.print(f"starting a service on {settings.data_dir}")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        url, end = f"http://127.0.0.1:{port}", time.monotonic() + START_S
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > end:
                raise ApiError("not started", "The service did not start; `chapterhouse up` tells why.")
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(STOP_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _measure(service: Client, claim: Json, *, everything: bool) -> None:
    """Make the missing runs of one claim and wait for them."""
    count = len(claim["seeds"]) if everything else claim["quick_seeds"]
    if not count or not claim["runnable"]:
        return
    _queue(service, claim["id"], count)
    found = service.get(f"/claims/{claim['id']}")
    while any(seed["unfinished"] for seed in found["seeds"]):
        time.sleep(POLL_S)
        found = service.get(f"/claims/{claim['id']}")
    failed = any(seed["value"] is None for seed in found["seeds"][:count])
    remark = "; a run did not succeed, `chapterhouse jobs` tells why" if failed else ""
    notes.print(f"{claim['id']}: {VERDICTS[found['verdict']].strip('*')}{remark}")


def _queue(service: Client, claim_id: str, count: int) -> None:
    """Queue the runs; while the queue is full, others are ahead."""
    while True:
        try:
            service.post(f"/claims/{claim_id}/run", {"seeds": count})
            return
        except ApiError as error:
            if "queue_full" not in error.title:
                raise
        time.sleep(10 * POLL_S)


def _print(claims: list[Json]) -> None:
    rows = [
        [
            claim["id"], VERDICTS[claim["verdict"]].strip("*"), written(claim["book"], claim["unit"]), expected(claim),
            ", ".join(written(value, claim["unit"]) for value in values(claim)) or "-",
        ]
        for claim in claims
    ]  # fmt: skip
    show_table("claims", ["claim", "verdict", "book", "expected", "measured"], rows)


if __name__ == "__main__":
    typer.run(main)
