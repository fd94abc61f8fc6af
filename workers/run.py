"""Runs one claimed job and records how it ended, in one commit that is fenced by the attempt."""

from __future__ import annotations

import logging
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app import tracing
from app.access.principal import HOUSE, act_as, on_behalf_of
from app.db.tables import JobRow
from app.jobs import finish, lease
from app.jobs.states import Status
from app.logs import of_job
from app.registry.publish import publish
from models.catalog import CARDS
from models.recipe import Canceled, Card, DeadlineExceeded, Interrupted, JobFailure, LeaseLost, Stopping
from workers.answer import answer_in_bulk
from workers.failure import Verdict, judge
from workers.generate import generate
from workers.heartbeat import Heartbeat
from workers.job import RunningJob
from workers.outcome import Outcome
from workers.resources import Resources
from workers.train import train
from workers.verify import verify

log = logging.getLogger(__name__)
TOO_OLD_ATTEMPTS = 20  # with the pauses between them a quarter of an hour: as long as an upgrade may take
KINDS: dict[str, Callable[[RunningJob, Card], Outcome]] = {
    "train": train,
    "generate": generate,
    "verify": verify,
    "predict": answer_in_bulk,
}


class NewerJob(Exception):
    """A job that this worker does not understand."""


def run_job(row: JobRow, resources: Resources) -> None:
    """Run an attempt that this process has just claimed.

    Raises:
        SystemExit: the attempt has ended and is recorded, but this process is not fit for another one.
    """
    about: tracing.Attributes = {
        "job.id": row.id, "job.kind": row.kind, "job.recipe": row.recipe, "job.attempt": row.attempt,
    }  # fmt: skip
    try:
        with of_job(row.id, row.attempt, row.request_id), tracing.job_span(row.traceparent, f"job {row.kind}", about):
            due = max(row.queued_at, row.next_run_at)
            tracing.past_span("wait in queue", due, row.started_at or due)
            _run(row, resources)
    finally:
        tracing.flush()


def _run(row: JobRow, resources: Resources) -> None:
    log.info("job %s attempt %d: %s %s", row.id, row.attempt, row.kind, row.recipe)
    with Heartbeat(resources.database, row, resources.settings.lease_s) as heartbeat:
        job = RunningJob(row, resources, heartbeat)
        try:
            _run_and_record(job)
        except LeaseLost:
            log.warning("job %s attempt %d: somebody else owns it now", row.id, row.attempt)


def _run_and_record(job: RunningJob) -> None:
    started = time.monotonic()
    try:
        _succeed(job, _perform(job), started)
    except LeaseLost:
        raise
    except Interrupted as interruption:
        _stop(job, interruption)
    except NewerJob:
        log.warning("job %s attempt %d: its settings are newer than this worker", job.row.id, job.row.attempt)
        _put_back_for_newer(job)
    except Exception as error:
        if _fail(job, error).spent:
            log.warning("job %s: this process ends, a fresh one takes its place", job.row.id)
            raise SystemExit(0) from None


def _perform(job: RunningJob) -> Outcome:
    kind = KINDS.get(job.row.kind)
    if kind is None:
        raise JobFailure(f"This worker cannot run jobs of kind {job.row.kind!r}.", "unknown_kind")
    _refuse_newer(job)
    act_as(on_behalf_of(job.row.owner))
    try:
        with tracing.span(job.row.kind):
            return kind(job, CARDS[job.row.recipe])
    finally:
        act_as(HOUSE)


def _refuse_newer(job: RunningJob) -> None:
    """While a house is being upgraded, settings that only newer workers understand are left to those.

    Raises:
        NewerJob: for a newer worker.
        JobFailure: `params_not_understood` when none came.
    """
    row, card = job.row, CARDS[job.row.recipe]
    try:
        if row.kind == card.kind:
            card.Params.model_validate(row.params)
    except ValidationError:
        if row.attempt < TOO_OLD_ATTEMPTS:
            raise NewerJob from None
        raise JobFailure("No worker understands the settings; queue the job anew.", "params_not_understood") from None


def _succeed(job: RunningJob, outcome: Outcome, started: float) -> None:
    row, usage = job.row, {"compute_s": time.monotonic() - started, "peak_rss_mb": peak_memory_mb()}

    def write(session: Session) -> bool:
        ended = finish.succeed(session, row.id, row.attempt, outcome.result, **usage)
        if ended is not None:
            ended.progress = job.complete
        if ended is not None and outcome.release is not None:
            version = publish(session, ended, outcome.release)
            ended.result = {**outcome.result, "model": version.model, "version": version.version}
        return ended is not None

    with tracing.span("record the end"):
        ended_well = job.ledger.commit(write)
    if ended_well:
        log.info("job %s succeeded in %.1f s", row.id, usage["compute_s"])
        return
    job.heartbeat.beat_now()  # canceled in the last moment, or fenced off: the beat tells which
    job.heartbeat.check()
    raise job.heartbeat.lose()


def _stop(job: RunningJob, interruption: Interrupted) -> None:
    log.info("job %s attempt %d stops: %s", job.row.id, job.row.attempt, type(interruption).__name__)
    if isinstance(interruption, Stopping) and job.ledger.commit(lambda session: _put_back(session, job.row)):
        return
    if isinstance(interruption, DeadlineExceeded):
        error = finish.problem("timeout", "The job passed its deadline.")
        _end(job, Status.FAILED, "timeout", error)
    elif isinstance(interruption, Canceled | Stopping):  # a job not put back was canceled meanwhile
        _end(job, Status.CANCELED, "asked")


def _put_back_for_newer(job: RunningJob) -> None:
    row = job.row
    pause = finish.retry_delay(row.attempt)
    job.ledger.commit(lambda session: lease.release(session, row.id, row.attempt, "worker_too_old", pause))


def _put_back(session: Session, row: JobRow) -> bool:
    return lease.release(session, row.id, row.attempt, "worker_stopping")


def _fail(job: RunningJob, error: Exception) -> Verdict:
    verdict, row = judge(error), job.row
    # the detail is for the person who sent the job: it may quote what that person brought
    trace = None if verdict.expected else error
    log.error("job %s attempt %d failed: %s", row.id, row.attempt, verdict.error["code"], exc_info=trace)
    if not verdict.expected:
        job.warn("error", verdict.error["detail"])
    if verdict.try_again:
        job.ledger.commit(lambda session: finish.fail_or_retry(session, row.id, row.attempt, verdict.error))
    else:
        _end(job, Status.FAILED, verdict.error["code"], verdict.error)
    return verdict


def _end(job: RunningJob, status: Status, reason: str, error: dict[str, Any] | None = None) -> None:
    row = job.row
    job.ledger.commit(lambda session: finish.end(session, row.id, row.attempt, status, reason=reason, error=error))


def peak_memory_mb() -> float:
    """The most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
