"""Keeps docs/benchmarks.md: each benchmark owns one section and writes only that."""

from __future__ import annotations

import logging
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = "# Benchmarks\n\nWritten by `make bench`. Ratios are of the same run; absolute figures are one machine's.\n"
log = logging.getLogger(__name__)


def write(key: str, title: str, lines: list[str]) -> None:
    """Replace a section of the page."""
    page = PAGE.read_text() if PAGE.exists() else HEAD
    day = datetime.now(UTC).date()
    where = (
        f"{day}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end"
    )
    section = "\n".join([f"<!-- {key} -->", f"## {title}", "", f"Measured {where}.", "", *lines, f"<!-- /{key} -->"])
    pattern = re.compile(f"<!-- {key} -->.*?<!-- /{key} -->", re.DOTALL)
    page = pattern.sub(lambda _: section, page) if pattern.search(page) else f"{page}\n{section}\n"
    PAGE.write_text(page)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    log.info("%s", section)
