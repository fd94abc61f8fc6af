"""`chapterhouse keys`: keys without a running service, and a start that refuses to be open to the network."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Literal

import httpx
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from app.access.start import UnsafeStartError
from app.cli import app
from app.main import create_app
from app.settings import Settings
from tests.api.house import settings_in

shell = CliRunner()


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    """A data folder with an empty, migrated database."""
    shutil.copy(migrated, tmp_path / "chapterhouse.db")
    return tmp_path


@pytest.fixture(autouse=True)
def _fresh_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line reads the settings of this folder."""
    settings = settings_in(folder, access="keys")
    monkeypatch.setattr("app.cli_keys.get_settings", lambda: settings)


def run(*words: str) -> Result:
    """A `keys` command that works."""
    done = shell.invoke(app, ["keys", *words])
    assert done.exit_code == 0, done.output
    return done


def status(settings: Settings, key: str) -> int:
    """What a service in this folder answers a holder of the key."""
    with TestClient(create_app(settings)) as client:
        response: httpx.Response = client.get("/api/v1/jobs", headers={"Authorization": f"Bearer {key}"})
        return response.status_code


def test_a_key_made_on_the_command_line_opens_the_service_until_it_is_revoked(folder: Path) -> None:
    settings = settings_in(folder, access="keys")
    key = run("create", "ci", "--role", "member", "--expires", "30d").stdout.strip()
    public = key.split("_")[1]

    before = status(settings, key)
    run("revoke", public)

    assert (before, status(settings, key)) == (200, 401)
    listed = run("list").stdout
    assert public in listed and "revoked" in listed and key not in listed


def test_rotation_leaves_both_keys_alive_for_the_grace_time(folder: Path) -> None:
    settings = settings_in(folder, access="keys")
    old = run("create", "ci", "--role", "viewer").stdout.strip()

    new = run("rotate", old.split("_")[1], "--grace", "1h").stdout.strip()
    newest = run("rotate", new.split("_")[1], "--grace", "0s").stdout.strip()

    assert [status(settings, key) for key in (old, new, newest)] == [200, 401, 200]


def test_the_first_key_is_made_once_into_a_file_for_its_owner_only(folder: Path) -> None:
    settings = settings_in(folder, access="keys")
    run("first", "--file", str(folder / "admin.key"))
    file = folder / "admin.key"
    first = file.read_text()

    run("first", "--file", str(file))
    run("first", "--file", str(folder / "second.key"))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "pepper").stat().st_mode) == 0o600
    assert file.read_text() == first
    assert not (folder / "second.key").exists()
    assert status(settings, first.strip()) == 200


@pytest.mark.parametrize(
    "words",
    [["create", "ci"], ["create", "ci", "--scope", "jobs:red"], ["create", "ci", "--role", "king"],
     ["create", "ci", "--role", "viewer", "--owner", "Bob!"], ["create", "ci", "--role", "viewer", "--expires", "soon"],
     ["revoke", "AAAAAAAA"], ["rotate", "AAAAAAAA"]],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_is_refused_in_one_line(words: list[str]) -> None:
    done = shell.invoke(app, ["keys", *words])

    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) <= 3 and done.stdout == ""


def test_nobody_on_the_network_gets_into_an_open_house(folder: Path) -> None:
    settings = settings_in(folder, host="0.0.0.0", access="open", allowed_hosts="*")

    with pytest.raises(UnsafeStartError, match="open"), TestClient(create_app(settings)):
        pass


def test_a_public_address_needs_a_key_that_is_alive(folder: Path) -> None:
    settings = settings_in(folder, host="0.0.0.0")
    with pytest.raises(UnsafeStartError, match="no key"), TestClient(create_app(settings)):
        pass

    key = run("create", "ci", "--role", "viewer").stdout.strip()

    assert status(settings, key) == 200
    assert status(settings, "") == 401


@pytest.mark.parametrize(
    ("host", "access", "is_open"),
    [("127.0.0.1", "auto", True), ("localhost", "auto", True), ("::1", "auto", True), ("127.0.0.9", "auto", True),
     ("0.0.0.0", "auto", False), ("10.1.2.3", "auto", False), ("example.org", "auto", False), ("::", "auto", False),
     ("127.0.0.1", "keys", False)],
)  # fmt: skip
def test_what_is_open_by_itself(host: str, access: Literal["auto", "keys"], is_open: bool) -> None:
    assert Settings(host=host, access=access).is_open is is_open


def test_an_open_house_answers_only_connections_of_this_machine(folder: Path) -> None:
    """Even where uvicorn was told another address than the settings."""
    near = create_app(settings_in(folder))
    with TestClient(near, base_url="http://127.0.0.1") as client:
        assert client.get("/api/v1/jobs").status_code == 200
    with TestClient(create_app(settings_in(folder, allowed_hosts="*")), base_url="http://172.18.0.3") as client:
        assert client.get("/api/v1/jobs").status_code == 401
