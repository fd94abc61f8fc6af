"""What the health and system routes answer."""

from __future__ import annotations

from app.http.fields import Out


class LiveOut(Out):
    """The process answers."""

    live: bool


class ReadyOut(Out):
    """Whether requests can be served; `degraded` parts delay jobs but lose none."""

    ready: bool
    database: str
    broker: str
    workers: int
    loaded_models: int


class WorkerOut(Out):
    """A worker and what it does."""

    id: str
    host: str
    pid: int
    queues: list[str]
    device: str
    version: str
    alive: bool
    stopping: bool
    seen_s_ago: float
    started_at: str
    job_id: str | None
    recipe: str | None


class QueueDepthOut(Out):
    """How full a queue is."""

    name: str
    queued: int
    running: int
    oldest_s: float | None
    drain_s: float


class SystemOut(Out):
    """The whole house at a glance."""

    version: str
    python: str
    database: str
    broker: str
    packages: dict[str, str]
    storage_bytes: int
    disk_free_bytes: int
    workers: list[WorkerOut]
    queues: list[QueueDepthOut]
