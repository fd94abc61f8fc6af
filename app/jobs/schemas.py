"""What the job routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.http.fields import NAME, In, JsonObject, Out
from app.jobs.announce import USUAL, EventType
from app.jobs.states import Status

Kind = Literal["train", "generate", "predict"]
JobKind = Literal["train", "generate", "predict", "verify"]
Tag = Annotated[str, Field(max_length=200)]
Events = Annotated[tuple[EventType, ...], Field(min_length=1, max_length=7, strict=False)]


class JobIn(In):
    """A wish for a job."""

    kind: Annotated[Kind, Field(description="what is to be done")]
    recipe: Annotated[str, Field(pattern=NAME, examples=["sentiment"])]
    params: JsonObject = Field(default_factory=dict, description="settings; the recipe's card says which")
    model: Annotated[str | None, Field(pattern=NAME, description="name the version is published under")] = None
    data_set: Annotated[str | None, Field(pattern=NAME, description="one of the recipe's data sets, or your own")] = (
        None
    )
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, description="same seed, same result")] = 1337
    priority: Annotated[int, Field(ge=0, le=9, description="higher runs first")] = 0
    deadline_s: Annotated[float | None, Field(gt=0, le=604_800, description="seconds until it is too late")] = None
    tags: dict[Annotated[str, Field(max_length=60)], Tag] = Field(default_factory=dict, max_length=20)
    webhook: Annotated[
        str | None, Field(min_length=8, max_length=2048, description="address that is told of this job, signed")
    ] = None
    webhook_events: Annotated[Events, Field(description="what it is told; usually the end")] = USUAL


class CancelIn(In):
    """How a job is to be stopped."""

    grace_s: Annotated[float, Field(ge=0, le=600, description="seconds until it is stopped by force")] = 20.0


class ForkIn(In):
    """What is different in the new job; everything else is taken over."""

    params: JsonObject = Field(default_factory=dict)
    seed: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    data_set: Annotated[str | None, Field(pattern=NAME)] = None
    model: Annotated[str | None, Field(pattern=NAME)] = None
    epoch: Annotated[int | None, Field(ge=1, le=9999, description="go on from this saved epoch of the job")] = None


class SteerIn(In):
    """Settings to change while the job runs."""

    params: JsonObject = Field(description="one or more of the recipe's steerable settings")


class SteeringOut(Out):
    """A change of settings; `step` is null until the job took it up."""

    step: int | None
    params: JsonObject


class OriginOut(Out):
    """The saved epoch that a job was forked from."""

    job: str
    epoch: int
    sha256: str


class ProgressOut(Out):
    """How far a job is."""

    fraction: float
    step: int
    total: int
    phase: str
    eta_s: float | None


class QueueOut(Out):
    """Where a queued job stands."""

    name: str
    position: int | None
    ahead_cost_s: float | None


class ArtifactOut(Out):
    """A file a job made."""

    name: str
    url: str
    media_type: str
    bytes: int
    sha256: str


class JobErrorOut(Out):
    """Why a job failed: the members of an HTTP problem."""

    type: str
    code: str
    title: str
    detail: str


class JobUrls(Out):
    """Where the rest of a job is found."""

    self: str
    events: str
    cancel: str
    logs: str


class JobUsage(Out):
    """What a job took."""

    queue_s: float | None
    compute_s: float | None
    peak_rss_mb: float | None
    device: Annotated[str | None, Field(description="what it computes on: `cpu`, or the name of a GPU")]
    estimated_s: float


class JobOut(Out):
    """A job."""

    id: str
    kind: JobKind
    recipe: str
    model: str | None
    model_version: int | None
    data_set: str | None
    status: Status
    status_reason: str | None
    params: JsonObject
    params_hash: str
    seed: int
    progress: ProgressOut | None
    queue: QueueOut
    attempt: int
    max_attempts: int
    priority: int
    result: JsonObject | None
    artifacts: list[ArtifactOut]
    error: JobErrorOut | None
    parent_job_id: str | None
    tags: dict[str, str]
    webhook: str | None
    created_at: str
    queued_at: str
    started_at: str | None
    finished_at: str | None
    deadline_at: str | None
    metrics: JobUsage
    urls: JobUrls
    worker: str | None
    version: int
    steering: list[SteeringOut]
    origin: OriginOut | None


class JobPage(Out):
    """Jobs, newest first."""

    data: list[JobOut]
    next_cursor: str | None
    has_more: bool


class EventOut(Out):
    """Something that happened to a job."""

    id: int
    event: str
    attempt: int
    at: str
    data: JsonObject


class EventPage(Out):
    """Events, oldest first."""

    data: list[EventOut]
    has_more: bool


class LogLine(Out):
    """A line of a job's log."""

    id: int
    at: str
    level: str
    message: str


class LogPage(Out):
    """A job's log, oldest first."""

    data: list[LogLine]
    has_more: bool


class EstimateOut(Out):
    """What a job like this would take."""

    cost_s: Annotated[float, Field(description="the best guess: p50_s")]
    p50_s: Annotated[float, Field(description="half of such jobs take less")]
    p90_s: Annotated[float, Field(description="nine of ten such jobs take less")]
    typical_error: Annotated[float, Field(description="half of such estimates are off by less than this fraction")]
    basis: Annotated[
        Literal["settings", "choices", "recipe", "card"],
        Field(description="past runs with the same settings, with the same choices, of the recipe; or its card alone"),
    ]
    based_on_runs: Annotated[int, Field(description="past runs that it rests on")]
    ahead_cost_s: float
    admit: bool
