"""Copies of distant objects on this machine: bounded, checked, and safe to delete at any time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from app.ids import new_id
from app.storage.checked import Checked
from app.storage.temporary import write_synced

IN_USE_S = 600.0  # who was given a path has this long to open it
LIFE_S = 7 * 86_400.0  # of a copy that nobody asks for: its object may have been deleted by another machine
PART = "part_"


class FileCache:
    """A folder of copies, the least lately used dropped first.

    Args:
        limit: bytes. Copies that are in use stay, so it may be passed for a while.
        in_use_s: how long a copy stays after it was asked for; 0 for a reader that is done with each before the next.
    """

    def __init__(self, folder: Path, limit: int, in_use_s: float = IN_USE_S) -> None:
        self._folder, self._limit, self._in_use_s = folder, limit, in_use_s
        self._checked = Checked()

    def get(self, sha256: str) -> Path | None:
        """The copy, checked and marked as used now; None when there is none or it is damaged."""
        path = self._place(sha256)
        try:
            if self._checked.is_whole(path, sha256):
                # when it was read last; when it was written tells that it is unchanged, and stays
                os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
                return path
        except OSError:
            return None
        path.unlink(missing_ok=True)
        return None

    def put(self, sha256: str, download: Callable[[], Iterable[bytes]]) -> Path | None:
        """Make a copy; None when the bytes that came are not those of the digest."""
        part = self._folder / new_id(PART.rstrip("_"))
        try:
            if write_synced(part, download()).sha256 != sha256:
                return None
            path = self._place(sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        self._trim(path)
        return path

    def drop(self, sha256: str) -> None:
        """Forget the copy: its object was deleted."""
        self._place(sha256).unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _trim(self, newest: Path) -> None:
        """Drop the copies that were not used for longest until the rest fits, and what killed downloads left."""
        copies = []
        for path in (*self._folder.glob("??/*"), *self._folder.glob(f"{PART}*")):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            copies.append((max(status.st_atime, status.st_mtime), status.st_size, path))
        total, idle = sum(size for _, size, _ in copies), time.time() - self._in_use_s
        forgotten = time.time() - LIFE_S
        for used_at, size, path in sorted(copies, key=lambda copy: copy[0]):
            if path != newest and used_at < idle and (total > self._limit or used_at < forgotten):
                path.unlink(missing_ok=True)
                total -= size
