"""Backup and restore from the command line: every model answers as before."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app as commands
from app.main import create_app
from app.settings import get_settings
from models.catalog import CARDS
from tests.api.house import House, settings_in
from tests.api.published import publish_version

RECIPES = ("sentiment", "house-prices", "vae")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line whose settings are read anew for each call."""
    monkeypatch.setattr("app.cli_backup.get_settings", get_settings.__wrapped__)
    return CliRunner()


def run(shell: CliRunner, folder: Path, *words: str) -> tuple[int, str]:
    done = shell.invoke(commands, list(words), env={"CHAPTERHOUSE_DATA_DIR": str(folder)})
    return done.exit_code, done.output


def test_every_model_answers_as_before(house: House, shell: CliRunner, tmp_path: Path) -> None:
    for recipe in RECIPES:
        publish_version(house, recipe)
    asked = {recipe: {"queries": list(CARDS[recipe].examples[:2])} for recipe in RECIPES}
    before = {
        recipe: house.client.post(f"/api/v1/models/{recipe}/predict", json=body).json()
        for recipe, body in asked.items()
    }

    code, said = run(shell, house.settings.data_dir, "backup", str(tmp_path / "house.tar"))
    assert code == 0, said
    code, said = run(shell, tmp_path / "new", "restore", str(tmp_path / "house.tar"))
    assert code == 0, said

    with TestClient(create_app(settings_in(tmp_path / "new")), raise_server_exceptions=False) as client:
        for recipe, body in asked.items():
            assert client.post(f"/api/v1/models/{recipe}/predict", json=body).json() == before[recipe]
        assert len(client.get("/api/v1/jobs").json()["data"]) == len(RECIPES)


def test_a_house_that_is_not_empty_is_left_alone(house: House, shell: CliRunner, tmp_path: Path) -> None:
    publish_version(house, "sentiment")
    run(shell, house.settings.data_dir, "backup", str(tmp_path / "house.tar"))

    code, said = run(shell, house.settings.data_dir, "restore", str(tmp_path / "house.tar"))

    assert code == 1
    assert "empty one" in " ".join(said.split())


def test_what_is_no_backup_is_refused(shell: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no backup")

    code, said = run(shell, tmp_path / "new", "restore", str(tmp_path / "notes.txt"))

    assert code == 1
    assert "no backup" in said


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(house: House, shell: CliRunner, tmp_path: Path) -> None:
    code, said = run(shell, house.settings.data_dir, "backup", str(tmp_path / "nowhere" / "house.tar"))

    assert code == 1
    assert "cannot be written: No such file or directory." in " ".join(said.split())
