"""The one Celery task: a wake-up call. Which job runs is decided in SQL."""

from __future__ import annotations

import logging
import os
import time

from celery import Celery
from celery.exceptions import Reject

from app.db.tables import JobRow, WorkerRow
from app.jobs.lease import claim_next
from app.jobs.wakeup import TASK
from workers.resources import Resources, get_resources

REFUSAL_S = 0.2
log = logging.getLogger(__name__)


def register(app: Celery) -> None:
    """Make the task known to an application."""
    app.task(name=TASK)(wake_up)


def wake_up(job_id: str, message_version: int, *_: object, **__: object) -> None:
    """Claim the most urgent due job of this worker's queues and run it to its end; a duplicate call does nothing.

    A newer API may send more with its calls: what counts is in SQL.
    """
    resources = get_resources()
    if _takes_no_jobs(resources):
        time.sleep(REFUSAL_S)  # the broker may bring the same call again until Celery has been stopped
        raise Reject("this worker takes no jobs now", requeue=True)
    row = _claim(resources)
    if row is None:
        log.debug("nothing due for the call of %s (version %d)", job_id, message_version)
        return
    from workers.run import run_job  # only in the forked child: recipes may load Keras

    run_job(row, resources)


def _takes_no_jobs(resources: Resources) -> bool:
    with resources.database.read() as session:
        row = session.get(WorkerRow, resources.worker)
        return row is not None and (row.stopping or row.drain is not None)


def _claim(resources: Resources) -> JobRow | None:
    from app.recipes.extra import load_extra
    from models.catalog import CARDS

    load_extra(resources.settings)
    with resources.database.write() as session:
        return claim_next(
            session,
            resources.queues,
            list(CARDS),
            worker=resources.worker,
            pid=os.getpid(),
            lease_s=resources.settings.lease_s,
        )
