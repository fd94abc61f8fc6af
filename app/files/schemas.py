"""What the storage routes take and answer."""

from __future__ import annotations

from typing import Literal

from app.http.fields import In, Out
from app.storage.kinds import Kind


class KindOut(Out):
    """The files of a kind; a file that several kinds name counts for the one that needs it most."""

    kind: Kind
    files: int
    bytes: int
    keep_days: float | None  # None: for ever
    keep_versions: int | None


class InUseOut(Out):
    """What needs a thing."""

    by: Literal["alias", "job"]
    name: str


class ItemOut(Out):
    """Something that takes space and can be deleted as a whole."""

    kind: Kind
    title: str
    files: int
    bytes: int
    created_at: str
    job_id: str | None
    model: str | None
    version: int | None
    upload_id: str | None
    data_set: str | None
    in_use: InUseOut | None  # why it cannot be deleted now


class DueOut(Out):
    """What retention takes of a kind."""

    kind: Kind
    items: int
    bytes: int
    first_at: str | None


class DamagedOut(Out):
    """A file that a row names and whose bytes are lost."""

    sha256: str
    damage: Literal["missing", "damaged"]
    found_at: str
    named_by: list[str]


class FoundOut(Out):
    """What a sweep found."""

    files: int
    bytes: int
    orphans: int
    orphan_bytes: int
    young: int
    removed: int
    missing_files: int
    missing: list[str]
    healed: int


class SweepOut(FoundOut):
    """A sweep that was done, or looked only."""

    started_at: str
    finished_at: str


class StorageOut(Out):
    """The store at a glance."""

    store: Literal["local", "s3"]
    where: str
    answers: bool
    files: int
    bytes: int
    disk_free_bytes: int
    disk_bytes: int
    kinds: list[KindOut]
    biggest: list[ItemOut]
    due: list[DueOut]
    due_within_days: int
    damaged: list[DamagedOut]
    last_sweep: SweepOut | None


class SweepIn(In):
    """How to sweep."""

    dry_run: bool = True


class SweptOut(FoundOut):
    """What a sweep found, and what retention takes with it."""

    dry_run: bool
    due: list[DueOut]
