"""Passwords in files: put into the address where it is used, and nowhere else; drawn once, kept afterwards."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.settings import Settings
from tests.stack import SOURCE

DRAW = SOURCE / "docker" / "draw_secrets.py"


def test_the_password_of_a_file_is_put_into_the_address(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/w:rd\n")
    settings = Settings(
        database_url="postgresql://house@db:5432/house", database_password_file=file,
        broker_url="redis://house@broker:6379/0", broker_password_file=file,
    )  # fmt: skip

    database, broker = make_url(settings.database), make_url(settings.broker)

    assert (database.username, database.password, database.host, database.port) == ("house", "p@ss/w:rd", "db", 5432)
    assert (broker.username, broker.password, broker.database) == ("house", "p@ss/w:rd", "0")
    assert "p@ss" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "content", "reason"),
    [
        ("postgresql://house@db/house", None, "cannot be read"),
        ("postgresql://house@db/house", " \n", "needs a password"),
        ("postgresql://house:other@db/house", "secret", "without one"),
        ("sqlite:////tmp/house.db", "secret", "address of a server"),
    ],
)
def test_an_address_and_a_file_that_do_not_fit_are_refused(
    tmp_path: Path, url: str, content: str | None, reason: str
) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content)
    settings = Settings(database_url=url, database_password_file=file)

    with pytest.raises(ValueError, match=reason) as refusal:
        _ = settings.database

    assert "CHAPTERHOUSE_DATABASE_PASSWORD_FILE" in str(refusal.value) and "secret" not in str(refusal.value)


def test_secrets_are_drawn_once_and_kept(tmp_path: Path) -> None:
    first = _draw(tmp_path)
    second = _draw(tmp_path)

    assert first == second and len(set(first.values())) == len(first) == 6
    assert all(len(secret) == 64 for secret in first.values())
    assert _mode(tmp_path / "secrets/database/password") == 0o440
    assert _mode(tmp_path / "secrets/pepper/pepper") == 0o400


def test_a_secret_that_the_operator_gives_is_taken(tmp_path: Path) -> None:
    drawn = _draw(tmp_path)
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "broker_password").write_text("of my own\n")

    assert _draw(tmp_path) == drawn | {"broker/password": "of my own"}


def _draw(folder: Path) -> dict[str, str]:
    """Run the program with its two folders moved into the test's."""
    places = folder / "secrets"
    for name in ("database", "broker", "pepper", "store", "grafana"):
        (places / name).mkdir(parents=True, exist_ok=True)
    program = (
        DRAW.read_text().replace('"/secrets"', repr(str(places))).replace('"/run/secrets"', repr(str(folder / "given")))
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env={"PATH": os.environ["PATH"]})
    return {f"{file.parent.name}/{file.name}": file.read_text() for file in places.rglob("*") if file.is_file()}


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)
