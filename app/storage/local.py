"""The store in a folder: survives kills and never shows half a file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from app.storage.checked import Checked
from app.storage.damage import log_damage
from app.storage.store import CorruptError, Damage, Listed, Report, Stored
from app.storage.temporary import sync_folder, write_synced


class LocalStore:
    """A local folder of content-addressed files: `<root>/ab/abcdef...` (a `Store`).

    Args:
        report: told of each file that was asked for and is not whole.
    """

    kind: Literal["local", "s3"] = "local"

    def __init__(self, root: Path, report: Report = log_damage) -> None:
        self.root = root
        self.temporary = root / "tmp"
        self._report = report
        self._checked = Checked()

    @property
    def where(self) -> str:
        """The folder."""
        return str(self.root)

    def place(self, sha256: str) -> Path:
        """Where the file of that digest lies, whether or not it is there."""
        return self.root / sha256[:2] / sha256

    def write_temporary(self, name: str, chunks: Iterable[bytes]) -> tuple[Path, Stored]:
        """Write and sync a file outside of the addressed tree."""
        path = self.temporary / name
        return path, write_synced(path, chunks)

    def send(self, source: Path, sha256: str) -> None:
        """Nothing: a rename is quick enough for `keep`."""

    def keep(self, source: Path, sha256: str) -> None:
        """Move a finished, synced file to its place; atomic, and harmless when it is there already."""
        target = self.place(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)
        sync_folder(target.parent)

    def has(self, sha256: str) -> bool:
        """Whether the file is there."""
        return self.place(sha256).is_file()

    def verified(self, sha256: str) -> bytes:
        """The bytes of that digest, each time read and checked. Raises `CorruptError`."""
        try:
            content = self.place(sha256).read_bytes()
        except FileNotFoundError:
            raise self._corrupt(sha256, "missing") from None
        except OSError:  # a bad sector reads as an error
            raise self._corrupt(sha256, "damaged") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise self._corrupt(sha256, "damaged")
        return content

    def path(self, sha256: str) -> Path:
        """The file of that digest, checked. Raises `CorruptError`."""
        place = self.place(sha256)
        try:
            if self._checked.is_whole(place, sha256):
                return place
        except FileNotFoundError:
            raise self._corrupt(sha256, "missing") from None
        except OSError:
            pass
        raise self._corrupt(sha256, "damaged")

    def remove(self, sha256: str) -> None:
        """Delete the file of that digest."""
        self.place(sha256).unlink(missing_ok=True)

    def files(self) -> Iterator[Listed]:
        """Every addressed file; one that is deleted meanwhile is left out."""
        for file in self.root.glob("??/*"):
            try:
                status = file.stat()
            except FileNotFoundError:
                continue
            if len(file.name) == 64:
                yield Listed(file.name, status.st_size, status.st_mtime)

    def _corrupt(self, sha256: str, damage: Damage) -> CorruptError:
        self._report(sha256, damage)
        return CorruptError(sha256, damage)
