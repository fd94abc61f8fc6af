"""The web side's half of Celery: sending wake-up calls. It never imports the workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.jobs.lease import MESSAGE_VERSION
from app.jobs.outbox import BrokerDownError
from app.settings import Settings

if TYPE_CHECKING:
    from celery import Celery


class Bell:
    """Sends wake-up calls; usable as an `outbox.Send`. Celery is loaded when first rung: the API starts sooner."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: Celery | None = None
        self._url = ""
        self._failed = False

    def __call__(self, queue: str, job_id: str) -> None:
        from kombu.exceptions import OperationalError

        from app.jobs.wakeup import TASK, broker_url, celery_app

        url = broker_url(self._settings)
        if self._app is None or url != self._url:  # the broker may be announced after this process began, or anew
            self._app, self._url = celery_app(self._settings), url
            # kombu would look for a broker that is down for 4 s and more, `retry=False` or not
            self._app.conf.broker_transport_options |= {"max_retries": 0}
        try:
            self._app.send_task(TASK, args=[job_id, MESSAGE_VERSION], queue=queue, retry=False)
        except (OperationalError, OSError) as error:
            self._failed = True
            raise BrokerDownError(str(error)) from error
        self._failed = False

    def state(self) -> str:
        """`ok`, or `degraded` while the last call could not be sent: jobs wait, none is lost."""
        return "degraded" if self._failed else "ok"
