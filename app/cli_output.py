"""How the command line looks: one console for results, one for everything else."""

from __future__ import annotations

import os
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from app.client import ApiError, Client
from app.settings import get_settings

Json = dict[str, Any]
out = Console()
notes = Console(stderr=True)
COLORS = {"succeeded": "green", "running": "cyan", "failed": "red", "canceled": "yellow", "expired": "yellow"}


def client(context: typer.Context) -> Client:
    """The client of the address that was asked for."""
    given = context.find_root().params.get("url") or os.environ.get("CHAPTERHOUSE_URL")
    settings = get_settings()
    return Client(given or f"http://{settings.host}:{settings.port}", os.environ.get("CHAPTERHOUSE_KEY", ""))


def show_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table, or a line where it would be empty."""
    if not rows:
        notes.print(f"no {title}")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0, overflow="fold")  # the first is a name to copy
    for row in rows:
        table.add_row(*row)
    out.print(table)


def show_problem(error: ApiError) -> None:
    """Print a refusal with every field that was wrong."""
    notes.print(f"[red]{error.title}[/]", highlight=False)
    notes.print(error.detail, markup=False, highlight=False)
    for line in error.errors:
        notes.print(f"  {line}", markup=False, highlight=False)


def colored(status: str) -> str:
    """A status in its color."""
    color = COLORS.get(status)
    return f"[{color}]{status}[/]" if color else status
