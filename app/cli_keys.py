"""`chapterhouse keys`: works on the database itself, whether or not the service runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.access import keys
from app.access.pepper import PepperError, read_pepper
from app.access.roles import ROLES
from app.access.start import first_key
from app.cli_output import notes, out, show_table
from app.db.session import Database
from app.db.tables import KeyRow
from app.errors import AppError
from app.settings import get_settings

commands = typer.Typer(help="API keys: create, list, rotate, revoke.", no_args_is_help=True)
KeyId = Annotated[str, typer.Argument(help="the 8 characters after svc_, as `keys list` shows them")]
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@contextmanager
def _database() -> Iterator[Database]:
    """The database of the settings; a refusal is one line and exit code 1."""
    database = Database(get_settings().database)
    try:
        yield database
    except (AppError, PepperError, ValueError) as error:
        notes.print(error.detail if isinstance(error, AppError) else str(error), markup=False, highlight=False)
        raise typer.Exit(1) from None
    finally:
        database.dispose()


@commands.command()
def create(
    name: Annotated[str, typer.Argument(help="what the key is for")],
    role: Annotated[str | None, typer.Option(help=", ".join(ROLES))] = None,
    scope: Annotated[list[str] | None, typer.Option(help="a scope; may be repeated")] = None,
    owner: Annotated[str, typer.Option(help="whose things it sees and makes")] = "local",
    expires: Annotated[str | None, typer.Option(help="30d, 12h; never when left out")] = None,
) -> None:
    """Make a key and print it: the only time it is shown."""
    with _database() as database, database.write() as session:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", owner) or not 0 < len(name) <= 64:
            raise ValueError("A name has 1 to 64 characters; an owner has 1 to 63 of a-z, 0-9 and -.")
        wish = keys.Wish(name, owner, keys.scopes_of(role, scope or []), role, _seconds(expires))
        row, text = keys.create(session, read_pepper(get_settings()), wish)
        notes.print(f"key {row.id} of {row.owner}: {row.scopes}", highlight=False)
    out.print(text, highlight=False, soft_wrap=True)


@commands.command("list")
def list_keys() -> None:
    """Every key, without its secret."""
    with _database() as database, database.read() as session:
        rows = [
            [row.id, row.name, row.owner, row.role or row.scopes, _state(row), _day(row.last_used_at)]
            for row in keys.every(session)
        ]
    show_table("keys", ["id", "name", "owner", "may", "state", "last used"], rows)


@commands.command()
def rotate(
    key_id: KeyId,
    grace: Annotated[str, typer.Option(help="how long the old key stays valid")] = "1d",
) -> None:
    """Make a key like this one and print it; both work until the grace time is over."""
    with _database() as database, database.write() as session:
        row, text = keys.rotate(session, read_pepper(get_settings()), key_id, _seconds(grace) or 0.0)
        notes.print(f"key {row.id} takes the place of {key_id}", highlight=False)
    out.print(text, highlight=False, soft_wrap=True)


@commands.command()
def revoke(key_id: KeyId) -> None:
    """Let a key end; a running service takes it no longer than a second."""
    with _database() as database, database.write() as session:
        keys.revoke(session, key_id)
    out.print(f"{key_id} is revoked", highlight=False)


@commands.command()
def first(file: Annotated[Path, typer.Option(help="where to put the key")]) -> None:
    """Make the first administrator's key into a file; does nothing when there is a key already."""
    with _database() as database:
        made = first_key(get_settings(), database, file)
    notes.print(f"the first key is in {file}" if made else "there is a key already", highlight=False, soft_wrap=True)


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if found is None:
        raise ValueError(f"{text!r} is no time; write 30d, 12h, 15m or 60s.")
    return float(found[1]) * SECONDS[found[2]]


def _state(row: KeyRow) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is None:
        return "live"
    expired = row.expires_at <= datetime.now(UTC).timestamp()
    return "expired" if expired else f"live until {_day(row.expires_at)}"


def _day(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
