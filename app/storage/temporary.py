"""Files that are being written: finished and synced on this machine before any store gets them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from app.storage.store import Stored


def write_synced(path: Path, chunks: Iterable[bytes]) -> Stored:
    """Write and sync a file, counting and digesting as it goes; half a file is removed again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # half a file would keep a full disk full
        path.unlink(missing_ok=True)
        raise
    return Stored(digest.hexdigest(), size)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
