"""What people brought: files and data sets."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Json, Table


class UploadRow(Table):
    """A file a person sent, stored under its digest; the name is only for display."""

    __tablename__ = "upload"
    __table_args__ = (
        UniqueConstraint("owner", "sha256", name="uq_upload_owner"),
        Index("ix_upload_sha256", "sha256"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), server_default="local")
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(String(120))
    width: Mapped[int | None]  # of a picture
    height: Mapped[int | None]
    created_at: Mapped[float]


class DataSetRow(Table):
    """A data set a person brought, by its name; built-in ones live in the catalogue."""

    __tablename__ = "data_set"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), server_default="local")
    format: Mapped[str] = mapped_column(String(32))
    upload_id: Mapped[str] = mapped_column(ForeignKey("upload.id"))
    profile: Mapped[Json]
    created_at: Mapped[float]
