"""The states of a job and which moves are allowed."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a job stands. The last four never change again."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELING = "canceling"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    EXPIRED = "expired"


ACTIVE = (Status.RUNNING, Status.CANCELING)
UNFINISHED = (Status.QUEUED, *ACTIVE)
TERMINAL = (Status.SUCCEEDED, Status.FAILED, Status.CANCELED, Status.EXPIRED)
QUEUES = ("train", "generate", "interactive")
QUEUE_OF_KIND = {"train": "train", "generate": "generate", "predict": "interactive", "verify": "generate"}
