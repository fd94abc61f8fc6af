"""Every table on one page. Times are seconds since 1970 by the database's clock."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = dict[str, Any]


class Table(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Json: JSON(none_as_null=True),
        list[Json]: JSON(none_as_null=True),
        float: Float(53),
    }


class JobRow(Table):
    """One piece of asynchronous work: the only truth about it."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "status IN ('queued','running','canceling','succeeded','failed','canceled','expired')",
            name="status",
        ),
        Index("ix_job_queue", "status", "queue", "priority", "created_at"),
        Index("ix_job_lease", "status", "lease_until"),
        Index("ix_job_created", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    recipe: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str] = mapped_column(String(32))
    model: Mapped[str | None] = mapped_column(String(64))
    data_set: Mapped[str | None] = mapped_column(String(64))
    params: Mapped[Json]
    params_hash: Mapped[str] = mapped_column(String(80))
    seed: Mapped[int] = mapped_column(BigInteger)
    owner: Mapped[str] = mapped_column(String(64))
    priority: Mapped[int] = mapped_column(default=0)
    tags: Mapped[Json]
    parent_job_id: Mapped[str | None] = mapped_column(String(64))
    message_version: Mapped[int] = mapped_column(default=1)

    status: Mapped[str] = mapped_column(String(16))
    status_reason: Mapped[str | None] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    worker: Mapped[str | None] = mapped_column(String(128))
    worker_pid: Mapped[int | None]
    lease_until: Mapped[float | None]
    progress_at: Mapped[float | None]
    progress: Mapped[Json | None]
    cancel_requested_at: Mapped[float | None]
    cancel_grace_s: Mapped[float] = mapped_column(default=20.0)
    event_seq: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    created_at: Mapped[float]
    queued_at: Mapped[float]
    next_run_at: Mapped[float]
    published_at: Mapped[float | None]
    deadline_at: Mapped[float | None]
    started_at: Mapped[float | None]
    finished_at: Mapped[float | None]
    cost_s: Mapped[float] = mapped_column(default=0.0)
    compute_s: Mapped[float | None]
    peak_rss_mb: Mapped[float | None]

    result: Mapped[Json | None]
    error: Mapped[Json | None]
    steering: Mapped[list[Json] | None]  # changes by a person while it runs: {"step": int or null, "params": {}}
    origin: Mapped[Json | None]  # the saved epoch it was forked from: {"job", "epoch", "sha256"}


class JobEventRow(Table):
    """What happened to a job, in order, without gaps: `seq` counts 1, 2, 3 within the job."""

    __tablename__ = "job_event"

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[int]
    type: Mapped[str] = mapped_column(String(16))
    data: Mapped[Json]
    created_at: Mapped[float]


class IdempotencyKeyRow(Table):
    """A client's own name for a submission: the same name twice makes one job."""

    __tablename__ = "idempotency_key"

    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(80))
    job_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[float]


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


class WorkerRow(Table):
    """A worker process that is alive, or was."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    host: Mapped[str] = mapped_column(String(128))
    pid: Mapped[int]
    queues: Mapped[str] = mapped_column(String(128))
    version: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(64), default="cpu")
    started_at: Mapped[float]
    seen_at: Mapped[float]
    stopping: Mapped[bool] = mapped_column(default=False)


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
