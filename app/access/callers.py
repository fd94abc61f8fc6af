"""From a credential to its principal, without asking the database each time.

A known credential costs a dictionary look-up. It is looked up again after half a second while it goes on answering,
and counts for one second at most: a revoked key works no longer than that, in any replica.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy.exc import DBAPIError

from app.access import keys, sessions
from app.access.allowances import allowance_of
from app.access.principal import Principal
from app.db.session import Database
from app.db.tables import KeyRow
from app.settings import Settings

RENEW_S = 0.5
LIFE_S = 1.0
UNREACHABLE_S = 60.0  # callers known within this stay known while the database does not answer
MOST = 4096  # credentials remembered


@dataclass(frozen=True)
class Known:
    """What a credential turned out to be; None: nobody's."""

    principal: Principal | None
    at: float


class Callers:
    """The callers of one API process."""

    def __init__(
        self, database: Database, settings: Settings, pepper: Callable[[], bytes], clock: Callable[[], float]
    ) -> None:
        self._database, self._settings, self._pepper, self._clock = database, settings, pepper, clock
        self._known: dict[str, Known] = {}
        self._renewing: dict[str, asyncio.Task[Principal | None]] = {}

    def known(self, credential: str) -> Principal | None:
        """Whom it stands for as far as is known without asking, and recently enough."""
        found = self._known.get(credential)
        if found is None or found.principal is None:
            return None
        age = self._clock() - found.at
        if age >= LIFE_S:
            return None
        if age >= RENEW_S and credential not in self._renewing:
            self._renew(credential)
        return found.principal

    def was_known(self, credential: str) -> bool:
        """Whether it stood for somebody the last time: such a caller is not somebody who guesses."""
        found = self._known.get(credential)
        return found is not None and found.principal is not None

    async def ask(self, credential: str) -> Principal | None:
        """Whom it stands for by the database; callers who wait for the same answer share it."""
        task = self._renewing.get(credential) or self._renew(credential)
        return await asyncio.shield(task)

    def forget(self, credential: str) -> None:
        """Ask anew about a credential."""
        self._known.pop(credential, None)

    def _renew(self, credential: str) -> asyncio.Task[Principal | None]:
        task = asyncio.create_task(self._look_up(credential))
        self._renewing[credential] = task
        task.add_done_callback(lambda done: self._renewed(credential, done))
        return task

    def _renewed(self, credential: str, done: asyncio.Task[Principal | None]) -> None:
        self._renewing.pop(credential, None)
        if not done.cancelled():
            done.exception()  # an unreachable database is reported to those who wait; nobody may

    async def _look_up(self, credential: str) -> Principal | None:
        asked_at = self._clock()  # before the database answers: what it says is not newer than this
        try:
            principal = await to_thread.run_sync(self._read, credential)
        except DBAPIError:
            held = self._known.get(credential)
            if held is None or asked_at - held.at > UNREACHABLE_S:
                raise
            return held.principal  # nobody can revoke a key in a database that does not answer
        if len(self._known) >= MOST:
            self._known.clear()
        if principal is not None:
            self._known[credential] = Known(principal, asked_at)
        else:
            self._known.pop(credential, None)
        return principal

    def _read(self, credential: str) -> Principal | None:
        with self._database.read() as session:
            is_session = credential.startswith(sessions.SESSION)
            find = sessions.key_of if is_session else keys.recognise
            row = find(session, self._pepper(), credential)
            stale = row is not None and keys.is_use_stale(session, row)
        if row is None:
            return None
        if stale:
            with contextlib.suppress(Exception), self._database.progress() as session:
                keys.note_use(session, row.id)  # a record that is a minute late harms nobody; a refusal would
        return principal_of(row, self._settings, keys.digest(self._pepper(), credential) if is_session else None)


def principal_of(row: KeyRow, settings: Settings, session: str | None) -> Principal:
    """The principal of a key, perhaps by a session of that digest."""
    return Principal(row.id, row.owner, frozenset(row.scopes.split()), allowance_of(row.limits, settings), session)


def monotonic() -> float:
    """The clock of a process."""
    return time.monotonic()
