"""Looks at everything, and tells it to people or to programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator

from rich.console import Console

from app.doctor import files, house, machine, safety
from app.doctor.finding import Finding
from app.settings import Settings

CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    machine.python, machine.packages, machine.tensorflow, machine.disk, machine.port, house.state, house.broker,
    files.store, safety.secrets, machine.data_sets, machine.dashboard,
)  # fmt: skip
MARKS = {"ok": "[green]ok[/]  ", "note": "[yellow]note[/]", "bad": "[red]bad[/] "}


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, as it is made; a check that fails is a finding too."""
    for check in CHECKS:
        try:
            yield from check(settings)
        except Exception as error:
            # a doctor must not die of what it looks at
            yield Finding(check.__name__, f"could not be looked at: {type(error).__name__}", "Please report this.")


def tell(settings: Settings, console: Console) -> bool:
    """Print every finding; True when nothing needed is missing."""
    well = True
    for finding in examine(settings):
        console.print(f"{MARKS[finding.level]} {finding.what:<14} {finding.found}", highlight=False, soft_wrap=True)
        if finding.advice:
            console.print(f"     {'':<14} {finding.advice}", highlight=False, soft_wrap=True)
        well = well and finding.level != "bad"
    return well


def tell_programs(settings: Settings) -> bool:
    """Write one JSON document; True when nothing needed is missing."""
    found = list(examine(settings))
    well = all(finding.level != "bad" for finding in found)
    rows = [
        {"what": item.what, "level": item.level, "found": item.found, "advice": item.advice or None} for item in found
    ]
    sys.stdout.write(json.dumps({"well": well, "findings": rows}, indent=2, ensure_ascii=False) + "\n")
    return well
