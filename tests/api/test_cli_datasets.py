"""`chapterhouse datasets`: looking at a file, making a data set of it, and deleting it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.client import ApiError
from tests.api.server import Server
from tests.api.test_dataset_check import people


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file of people."""
    path = tmp_path / "people.csv"
    path.write_text(people(), encoding="utf-8")
    return path


def run(server: Server, *words: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, ["--url", server.url, "datasets", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_a_file_is_checked_without_making_a_data_set(server: Server, table: Path) -> None:
    printed = run(server, "check", str(table))

    assert "table, 60 rows" in printed
    assert "warning: " in printed and "suggested: binary from vector, predicting came" in printed
    assert server.house.counts()["data_set"] == 0


def test_a_data_set_is_imported_and_deleted(server: Server, table: Path) -> None:
    assert "people: table, 60 rows" in run(server, "import", str(table), "people")
    assert "deleted" in run(server, "delete", "people")

    assert server.house.counts()["data_set"] == 0


def test_a_wish_for_a_format_is_passed_on(server: Server, table: Path) -> None:
    with pytest.raises(ApiError, match="JSON"):
        run(server, "check", str(table), "--format", "jsonl")
