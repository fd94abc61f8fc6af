"""`chapterhouse storage`: a look at the store, and a sweep that deletes only when it is told to."""

from __future__ import annotations

import os
import time

from typer.testing import CliRunner

from app.cli import app
from app.cli_storage import size
from tests.api.published import publish_version
from tests.api.server import Server
from tests.processes import until


def run(server: Server, *words: str, code: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, ["--url", server.url, "storage", *words], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_the_store_is_shown_by_kind(server: Server) -> None:
    publish_version(server.house, "sentiment")

    printed = run(server)

    assert str(server.house.settings.artifacts_dir) in printed.replace(" ", "")
    assert "models" in printed and "for ever" in printed
    assert "sentiment 1 models" in printed and "alias production" in printed


def test_a_sweep_looks_unless_it_is_told_to_delete(server: Server) -> None:
    storage = server.house.services.storage
    until(lambda: server.house.client.get("/api/v1/storage").json()["last_sweep"], "the house swept at its start", 20)
    temporary, orphan = storage.write_temporary("x", [b"orphan"])
    storage.keep(temporary, orphan.sha256)
    os.utime(storage.path(orphan.sha256), (time.time() - 90_000,) * 2)

    assert "1 that nothing names, 6 B; 0 deleted" in run(server, "sweep")
    assert "1 that nothing names, 6 B; 1 deleted" in run(server, "sweep", "--delete")
    assert not storage.has(orphan.sha256)


def test_a_lost_file_fails_the_command(server: Server) -> None:
    publish_version(server.house, "sentiment")
    file = server.house.client.get("/api/v1/models/sentiment/versions/1").json()["files"][0]
    server.house.services.storage.remove(file["sha256"])

    assert file["sha256"] in run(server, "sweep", code=1)


def test_bytes_are_written_as_people_read_them() -> None:
    assert [size(number) for number in (0, 999, 1000, 12_345_678, 2_000_000_000_000_000)] == [
        "0 B", "999 B", "1.0 kB", "12.3 MB", "2000.0 TB"
    ]  # fmt: skip
