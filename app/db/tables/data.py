"""What people brought: files and data sets."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Json, Table


class UploadRow(Table):
    """A file a person sent, stored under its digest; the name is only for display."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
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
    format: Mapped[str] = mapped_column(String(32))
    upload_id: Mapped[str] = mapped_column(ForeignKey("upload.id"))
    profile: Mapped[Json]
    created_at: Mapped[float]
