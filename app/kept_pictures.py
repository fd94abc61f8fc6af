"""Pictures that can be made again, kept in the cache folder, which may be emptied at any time."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from app.ids import new_id

LIFE_S = 30 * 86_400.0


def folder(cache_dir: Path) -> Path:
    """Where thumbnails lie."""
    return cache_dir / "thumbnails"


def forget_old(cache_dir: Path) -> None:
    """Delete thumbnails that were made a month ago; who asks again gets a new one."""
    for path in folder(cache_dir).glob("*/*"):
        with contextlib.suppress(FileNotFoundError):  # another process was faster, or it was put in its place
            if time.time() - path.stat().st_mtime > LIFE_S:
                path.unlink()


def forget(cache_dir: Path, sha256: str) -> None:
    """Delete the thumbnails of a picture that was deleted."""
    for path in (folder(cache_dir) / sha256[:2]).glob(f"{sha256}-*"):
        path.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(new_id("tmp"))
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
