"""Jobs, what happened to them, and who works on them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Json, Table


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
        Index("ix_job_started", "started_at"),
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
    key_id: Mapped[str | None] = mapped_column(String(8))  # the key that queued it: queues are fair between keys
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
    device: Mapped[str | None] = mapped_column(String(64))  # what the last attempt computes on: `cpu`, or a GPU's name

    result: Mapped[Json | None]
    error: Mapped[Json | None]
    steering: Mapped[list[Json] | None]  # changes by a person while it runs: {"step": int or null, "params": {}}
    request_id: Mapped[str | None] = mapped_column(String(64))  # of the request that queued it
    traceparent: Mapped[str | None] = mapped_column(String(64))  # W3C trace context of that request
    webhook: Mapped[Json | None]  # told of this job: {"url", "events"}
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
    drain: Mapped[str | None] = mapped_column(String(16))  # of `app.system.drain`: it takes no new job
