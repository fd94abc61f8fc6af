"""Every write of a running attempt: fenced by the attempt, retried through passing trouble while the lease holds."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.db.session import Database
from app.db.tables import JobRow
from app.jobs import events
from workers.heartbeat import Heartbeat

log = logging.getLogger(__name__)
Json = dict[str, Any]
T = TypeVar("T")
RETRY_PAUSE_S = 0.2


class Ledger:
    """Writes events and the end of one attempt."""

    def __init__(self, database: Database, row: JobRow, heartbeat: Heartbeat) -> None:
        self._database, self._heartbeat = database, heartbeat
        self._job_id, self._attempt = row.id, row.attempt

    def append(self, *entries: tuple[str, Json], **values: Any) -> None:
        """Write events, and columns of the job beside them, in one cheap transaction.

        Raises:
            LeaseLost: when somebody else owns the job, or nothing could be written before the lease ended.
        """

        def write(session: Session) -> bool:
            columns = values
            for type, data in entries:
                if not events.append(session, self._job_id, self._attempt, type, data, **columns):
                    return False
                columns = {}
            return True

        if not self._persist(self._database.progress, write):
            raise self._heartbeat.lose()

    def commit(self, write: Callable[[Session], T]) -> T:
        """Run a durable transaction."""
        return self._persist(self._database.write, write)

    def _persist(self, transaction: Callable[[], AbstractContextManager[Session]], write: Callable[[Session], T]) -> T:
        while True:
            try:
                with transaction() as session:
                    return write(session)
            except SQLAlchemyError as error:
                if not is_passing(error):
                    raise
                if not self._heartbeat.holds_lease:
                    raise self._heartbeat.lose() from error
                log.warning("database trouble in %s, trying again: %s", self._job_id, error)
                time.sleep(RETRY_PAUSE_S)


def is_passing(error: SQLAlchemyError) -> bool:
    """Whether the same write may work a moment later: locked, lost, out of connections."""
    if isinstance(error, PoolTimeoutError):
        return True
    name = type(error).__name__
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or name in ("OperationalError", "InternalError")
    )


def plain(value: Any) -> Any:
    """The value as JSON types: NumPy numbers and arrays unpacked, non-finite numbers as null."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # NumPy scalars and arrays
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
