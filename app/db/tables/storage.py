"""What became of stored files: which retention took, which were found damaged, and what each sweep found."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Json, Table


class ExpiredFileRow(Table):
    """A file that retention removed, so that whoever asks for it learns why it is gone."""

    __tablename__ = "expired_file"
    __table_args__ = (Index("ix_expired_file_sha256", "sha256"),)

    item: Mapped[str] = mapped_column(String(200), primary_key=True)  # "job_.../result.png", "up_..."
    sha256: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))  # of `app.storage.kinds`
    bytes: Mapped[int] = mapped_column(BigInteger)
    expired_at: Mapped[float]


class DamagedFileRow(Table):
    """A file that a row names and whose bytes are lost; gone again when it is whole."""

    __tablename__ = "damaged_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    damage: Mapped[str] = mapped_column(String(8))  # "missing" or "damaged"
    found_at: Mapped[float]


class SweepRow(Table):
    """A walk over the whole store: when, and what it found."""

    __tablename__ = "storage_sweep"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    started_at: Mapped[float]
    finished_at: Mapped[float | None]  # None while it runs, and of one that was cut off
    found: Mapped[Json | None]
