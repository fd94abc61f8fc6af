"""Secrets that are none: passwords from examples, and files that others can read."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.doctor.finding import Finding
from app.settings import Settings

PLACEHOLDERS = frozenset(
    ("", "admin", "changeme", "change-me", "chapterhouse", "default", "development", "example", "minioadmin",
     "password", "placeholder", "postgres", "redis", "root", "secret", "test"),
)  # fmt: skip


def secrets(settings: Settings) -> Iterator[Finding]:
    """Passwords and the files that hold secrets."""
    weak = [name for name, secret in _passwords(settings) if secret.lower() in PLACEHOLDERS]
    if weak:
        advice = f"{', '.join(weak)}: everybody knows this password. Draw another one (docs/operations.md)."
        yield Finding("passwords", "from an example", advice, needed=settings.is_public)
    else:
        yield Finding("passwords", "none is from an example")
    files = (settings.pepper_file or settings.data_dir / "pepper", settings.admin_key_file)
    open_ones = [file for file in files if _others_read(file)]
    if open_ones:
        names = " ".join(str(file) for file in open_ones)
        yield Finding("secret files", "others can read them", f"chmod 600 {names}", needed=settings.is_public)
    else:
        yield Finding("secret files", "nobody else can read them")


def _passwords(settings: Settings) -> Iterator[tuple[str, str]]:
    """The passwords in force, by the setting that they come from; a server without one has an empty one."""
    for name, url in (("CHAPTERHOUSE_DATABASE_URL", settings.database), ("CHAPTERHOUSE_BROKER_URL", settings.broker)):
        try:
            parts = make_url(url)
        except ArgumentError:
            continue  # `auto`, `filesystem`
        if parts.host:
            yield name, str(parts.password or "")
    if settings.artifacts_url and (secret := settings.artifacts_secret.get_secret_value()):
        yield "CHAPTERHOUSE_ARTIFACTS_SECRET", secret


def _others_read(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False
