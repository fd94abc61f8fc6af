"""The server's own secret beside the database: a stolen table of digests is of no use without it."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from app.settings import Settings

LEAST_BYTES = 16


class PepperError(RuntimeError):
    """The file of the secret is missing or too short."""


def read_pepper(settings: Settings) -> bytes:
    """The secret, made at first use; all replicas of the API must read the same file.

    Raises:
        PepperError: the file that the settings name is not there, or holds too little.
    """
    file = settings.pepper_file or settings.data_dir / "pepper"
    if settings.pepper_file is None and not file.exists():
        _make(file)
    try:
        found = file.read_bytes().strip()
    except FileNotFoundError:
        raise PepperError(f"CHAPTERHOUSE_PEPPER_FILE names {file}, which is not there.") from None
    if len(found) < LEAST_BYTES:
        raise PepperError(f"The secret in {file} has {len(found)} bytes; at least {LEAST_BYTES} are needed.")
    return found


def _make(file: Path) -> None:
    """Written aside and linked into place: of two processes at once one wins, and nobody reads half a secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_hex(32) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster: its secret counts
            os.link(aside, file)
    finally:
        aside.unlink()
