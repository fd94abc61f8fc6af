"""Every promise of a store is tested on each kind of store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import Settings
from app.storage import Store, open_store
from app.storage.store import Damage
from tests.bucket import BucketServer, buckets

__all__ = ["buckets"]


class Bench:
    """A store, and hands to damage what lies in it behind its back."""

    def __init__(self, folder: Path, buckets: BucketServer | None) -> None:
        self._buckets = buckets
        self._values = buckets.settings() if buckets else {}
        self.settings = Settings(data_dir=folder, **self._values)
        self.reported: list[tuple[str, Damage]] = []
        self.store = self.open()

    def open(self) -> Store:
        """The store as another process would open it."""
        return open_store(self.settings, lambda sha256, damage: self.reported.append((sha256, damage)))

    def put(self, content: bytes) -> str:
        """Store a file; gives its digest."""
        temporary, stored = self.store.write_temporary("job_x-1-tmp", [content])
        self.store.send(temporary, stored.sha256)
        self.store.keep(temporary, stored.sha256)
        return stored.sha256

    def overwrite(self, sha256: str, content: bytes) -> None:
        """Change the bytes under a digest, past the store."""
        if self._buckets:
            self._buckets.overwrite(self._values, sha256, content)
        else:
            (self.settings.artifacts_dir / sha256[:2] / sha256).write_bytes(content)

    def lose(self, sha256: str) -> None:
        """Delete a file, past the store."""
        if self._buckets:
            self._buckets.lose(self._values, sha256)
        else:
            (self.settings.artifacts_dir / sha256[:2] / sha256).unlink()


@pytest.fixture(params=["local", "s3"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    """An empty store."""
    return Bench(tmp_path, request.getfixturevalue("buckets") if request.param == "s3" else None)


Read = Callable[[Store, str], bytes]


@pytest.fixture(params=["verified", "path"])
def read(request: pytest.FixtureRequest) -> Read:
    """Both ways to the bytes."""
    if request.param == "verified":
        return lambda store, sha256: store.verified(sha256)
    return lambda store, sha256: store.path(sha256).read_bytes()
