"""What the verify route answers."""

from __future__ import annotations

from app.http.fields import JsonObject, Out
from app.jobs.schemas import JobOut


class VerifyOut(Out):
    """Whether recomputing a picture gives the same pixels; `equal` is null until the job has ended."""

    equal: bool | None
    received: str
    recomputed: str | None
    receipt: JsonObject
    job: JobOut | None
