"""What the health and system routes answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from app.http.fields import In, Out


class LiveOut(Out):
    """The process answers."""

    live: bool


class ReadyOut(Out):
    """Whether requests can be served; `degraded` parts delay jobs but lose none."""

    ready: bool
    draining: Annotated[bool, Field(description="it was asked to stop, and takes its leave")]
    database: str
    broker: str
    workers: int
    loaded_models: int


class WorkerState(StrEnum):
    """How a worker is."""

    IDLE = "idle"
    WORKING = "working"
    DRAINING = "draining"
    DRAINED = "drained"
    STOPPING = "stopping"
    LOST = "lost"


class WorkerOut(Out):
    """A worker and what it does."""

    id: str
    host: str
    pid: int
    queues: list[str]
    device: str
    version: str
    state: WorkerState
    alive: bool
    stopping: bool
    seen_s_ago: float
    started_at: str
    job_id: str | None
    recipe: str | None


class DrainIn(In):
    """How a worker goes out of service."""

    jobs: Annotated[Literal["finish", "hand_back"], Field(description="what becomes of the job that it runs")] = (
        "finish"
    )


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
