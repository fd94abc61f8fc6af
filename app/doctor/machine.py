"""What this machine has and lacks."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import httpx

from app.doctor.finding import Finding
from app.settings import Settings
from app.system.service import existing

NEEDED = ("fastapi", "sqlalchemy", "celery", "redis", "onnxruntime", "numpy")
TENSORFLOW_PATIENCE_S = 120


def python(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    """The interpreter."""
    found = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", found, "" if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")


def packages(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    """What the API is made of."""
    for name in NEEDED:
        try:
            yield Finding(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(name, "missing", "Run `make run` once: it installs the locked packages.")


def tensorflow(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    """Whether models can be trained here."""
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


def disk(settings: Settings) -> Iterator[Finding]:
    """Room for the data."""
    free = shutil.disk_usage(existing(settings.data_dir)).free
    advice = "" if free > 2_000_000_000 else "Less than 2 GB are free where the data goes."
    yield Finding("disk", f"{free / 1e9:.1f} GB free in {settings.data_dir}", advice)


def port(settings: Settings) -> Iterator[Finding]:
    """Whether the API answers, or could."""
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


def data_sets(settings: Settings) -> Iterator[Finding]:
    """What can be trained without a network."""
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


def dashboard(settings: Settings) -> Iterator[Finding]:
    """Whether the pages are built."""
    built = (Path(settings.dashboard_dir) / "index.html").is_file()
    advice = "" if built else "`make run` builds it; the API works without."
    yield Finding("dashboard", "built" if built else "not built", advice, needed=False)
