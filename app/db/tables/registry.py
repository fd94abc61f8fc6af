"""Models, their versions and files, the names that point to them, and the files that jobs made."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Json, Table


class ArtifactRow(Table):
    """A file a job made. `staged` while its attempt runs; `live` from the commit that ends the job."""

    __tablename__ = "artifact"
    __table_args__ = (
        CheckConstraint("state IN ('staged','live')", name="state"),
        UniqueConstraint("job_id", "attempt", "name", name="uq_artifact_name"),
        Index("ix_artifact_sha256", "sha256"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    job_id: Mapped[str] = mapped_column(String(64))  # no foreign key: the file outlives its job until it is collected
    attempt: Mapped[int]
    name: Mapped[str] = mapped_column(String(128))
    media_type: Mapped[str] = mapped_column(String(128))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[float]


class ModelRow(Table):
    """A named thing that answers."""

    __tablename__ = "model"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), server_default="local")
    recipe: Mapped[str] = mapped_column(String(64))
    last_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[float]
    deleted_at: Mapped[float | None]


class ModelVersionRow(Table):
    """What one training job published."""

    __tablename__ = "model_version"
    __table_args__ = (UniqueConstraint("job_id", name="uq_model_version_job"),)

    model: Mapped[str] = mapped_column(ForeignKey("model.name"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(String(64))
    recipe: Mapped[str] = mapped_column(String(64))
    bundle_format: Mapped[int]  # of its files: answering code that reads another format refuses the version
    serving: Mapped[str] = mapped_column(String(16))  # "onnx", or "worker" where the export was refused
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 over the names and digests of its files
    metrics: Mapped[Json]
    report: Mapped[Json]
    data: Mapped[Json]
    question: Mapped[Json]
    params: Mapped[Json]
    seed: Mapped[int] = mapped_column(BigInteger)
    code_version: Mapped[str] = mapped_column(String(64))
    parity: Mapped[float | None]  # largest |ONNX - Keras| on real rows
    created_at: Mapped[float]


class ModelFileRow(Table):
    """A file that a version is made of: networks, vocabulary, scaling."""

    __tablename__ = "model_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["model", "version"], ["model_version.model", "model_version.version"], ondelete="CASCADE"
        ),
        Index("ix_model_file_sha256", "sha256"),
    )

    model: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128), primary_key=True)  # "network.onnx", "vocabulary.json"
    media_type: Mapped[str] = mapped_column(String(128))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)


class AliasRow(Table):
    """A moving name for a version: `production`."""

    __tablename__ = "model_alias"

    model: Mapped[str] = mapped_column(ForeignKey("model.name"), primary_key=True)
    alias: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
    updated_at: Mapped[float]


class RegistryChangeRow(Table):
    """Every move of an alias and every deletion, in order: history to roll back by, and what caches watch."""

    __tablename__ = "registry_change"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    model: Mapped[str] = mapped_column(String(64))
    alias: Mapped[str] = mapped_column(String(64))
    version: Mapped[int | None]
    previous: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(16))  # "published", "promoted", "rolled_back", "deleted"
    created_at: Mapped[float]
