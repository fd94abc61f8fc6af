"""What a store of files can do. Files are named by the SHA-256 of their bytes, so a name never changes its content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from app.errors import AppError

Damage = Literal["missing", "damaged"]
Report = Callable[[str, Damage], None]


@dataclass(frozen=True)
class Stored:
    """A file that was written, not yet or already in the store."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Listed:
    """A file that lies in the store, whether or not a row names it."""

    sha256: str
    bytes: int
    modified_at: float


class CorruptError(AppError):
    """The store does not have the bytes of that digest: another attempt would find the same."""

    def __init__(self, sha256: str, damage: Damage) -> None:
        self.damage = damage
        super().__init__(503, "artifact_corrupt", f"The stored file sha256-{sha256} is {damage}.")


class StoreDownError(AppError):
    """The store did not answer, or refused us: another attempt may help, so nothing may be concluded from it."""

    def __init__(self) -> None:
        detail = "The store of files does not answer; try again."
        super().__init__(
            503, "storage_unavailable", detail, headers={"Retry-After": "5"}, extra={"retry_after_s": 5}
        )  # fmt: skip


class Store(Protocol):
    """A store of content-addressed files.

    Writing takes three steps, so that a kill in between never leaves a file that nobody will find: a temporary file
    is finished and synced, a row that names the digest is committed, and only then the file comes into the store
    (`send`, then `keep`). Every method but `write_temporary` may raise `StoreDownError`.
    """

    def __hash__(self) -> int:
        """Itself: what was read out of one store may be remembered by it."""

    @property
    def kind(self) -> Literal["local", "s3"]:
        """Which store it is."""

    @property
    def where(self) -> str:
        """Its folder or address, as a person may read it: never with a secret."""

    @property
    def temporary(self) -> Path:
        """The folder on this machine for files that are being written."""

    def write_temporary(self, name: str, chunks: Iterable[bytes]) -> tuple[Path, Stored]:
        """Write and sync a file outside of the store, counting and digesting as it goes."""

    def send(self, source: Path, sha256: str) -> None:
        """The slow half of storing a finished temporary file; call it while no transaction is open."""

    def keep(self, source: Path, sha256: str) -> None:
        """The quick half: the file is in the store when this returns, and the temporary one is gone."""

    def has(self, sha256: str) -> bool:
        """Whether the file is there; says nothing of its bytes."""

    def verified(self, sha256: str) -> bytes:
        """The bytes of that digest. Raises `CorruptError`."""

    def path(self, sha256: str) -> Path:
        """A file on this machine with the bytes of that digest, for who reads files; never write to it.

        It is checked against its digest again when it changed since the last check, and each hour. Open it soon: a
        copy of a distant object may be dropped to make room once it was not asked for during some minutes. Raises
        `CorruptError`.
        """

    def remove(self, sha256: str) -> None:
        """Delete the file of that digest; harmless when it is gone."""

    def files(self) -> Iterator[Listed]:
        """Every file of the store, in no order."""
