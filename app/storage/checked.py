"""Files on this machine that are known to have the bytes their name promises."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import OrderedDict
from pathlib import Path

CHECK_LIFE_S = 3600.0
REMEMBERED = 4096


class Checked:
    """Remembers which files were digested, for as long as they look unchanged and for an hour at most.

    Digesting a large file for each of the hundred ranges that a player asks for would cost more than sending them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[tuple[int, int, int], float]] = OrderedDict()

    def is_whole(self, path: Path, sha256: str) -> bool:
        """Whether the file has that digest.

        Raises:
            OSError: it cannot be read; `FileNotFoundError` when it is not there.
        """
        looks = _looks(path.stat())
        with self._lock:
            known, checked_at = self._seen.get(sha256, (None, 0.0))
        if known == looks and time.monotonic() - checked_at < CHECK_LIFE_S:
            return True
        with path.open("rb") as file:
            looks = _looks(os.fstat(file.fileno()))
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                return False
        with self._lock:
            self._seen[sha256] = (looks, time.monotonic())
            self._seen.move_to_end(sha256)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        return True


def _looks(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
