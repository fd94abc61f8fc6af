"""What the gate and the routes of access share: who is known, how much of each limit is left, and the secret."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from anyio import CapacityLimiter

from app.access.allowances import Allowance, per_minute
from app.access.callers import Callers
from app.access.limits import Buckets, Policy, Taken
from app.access.pepper import read_pepper
from app.access.principal import Principal
from app.access.shared_limits import SharedBuckets
from app.access.streams import Streams, Waits
from app.db.session import Database
from app.settings import Settings, is_loopback

STRANGERS = 8  # keys and sessions not known yet that are looked up at once: the other threads are for who is known
SIGN_INS_PER_MIN = 30.0  # of a key
HEADERS = "limit_headers"  # in a request's state: what the envelope adds to the answer


@dataclass(frozen=True)
class Guard:
    """The guard of one API process."""

    settings: Settings
    callers: Callers
    local: Buckets
    shared: SharedBuckets
    streams: Streams
    pepper: Callable[[], bytes]
    needs_no_key: bool  # of the settings, worked out once: every request asks
    waits: Waits = field(default_factory=Waits)
    strangers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(STRANGERS))

    def is_open(self, scope: Any) -> bool:
        """Whether this connection needs no key."""
        server = scope.get("server")
        return self.needs_no_key and _is_near(server[0] if server else "")

    async def ask(self, scope: Any, key: str) -> Principal | None:
        """Whom a key stands for; a wrong one is counted against the address that sent it.

        Raises:
            AppError: 429 `rate_limited` after too many wrong ones; callers who were known lately still come in.
        """
        if self.callers.was_known(key):
            return await self._counted(scope, key)
        async with self.strangers:  # who sends a thousand at once has them counted all the same
            await self._refuse_guesser(scope)
            return await self._counted(scope, key)

    async def ask_session(self, cookie: str) -> Principal | None:
        """Whom a session stands for. A wrong one is not counted: browsers go on sending what has ended."""
        if self.callers.was_known(cookie):
            return await self.callers.ask(cookie)
        async with self.strangers:
            return await self.callers.ask(cookie)

    async def _refuse_guesser(self, scope: Any) -> None:
        policy = self._wrong_keys()
        taken = await self.shared.take(policy, _address(scope), 0.0)
        if taken.level < 1:
            raise policy.refusal(Taken(taken.level, (1 - taken.level) / policy.rate))

    async def _counted(self, scope: Any, key: str) -> Principal | None:
        principal = await self.callers.ask(key)
        if principal is None:
            await self.shared.take(self._wrong_keys(), _address(scope))
        return principal

    def _wrong_keys(self) -> Policy:
        return per_minute("wrong-keys", self.settings.limit_failures_per_min)

    async def spend_sign_in(self, scope: Any, key_id: str) -> None:
        """Count a browser that signs in: each leaves a row for hours, and one in the audit trail for a year.

        Raises:
            AppError: 429 `rate_limited`.
        """
        policy = per_minute("sign-in", SIGN_INS_PER_MIN)
        settle(scope, policy, await self.shared.take(policy, key_id))

    def spend_prediction(self, scope: Any, caller: Principal, allowance: Allowance) -> None:
        """Take a prediction from the caller's limit in this process: no other process is asked for microseconds.

        Raises:
            AppError: 429 `rate_limited`.
        """
        settle(scope, allowance.predict, self.local.take(allowance.predict, caller.key_id or ""))

    async def spend(self, scope: Any, caller: Principal, what: str) -> None:
        """Take one call from a limit of the caller: `predict`, `submit` or `upload` (and its bytes).

        Raises:
            AppError: 429 `rate_limited`.
        """
        allowance = caller.allowance
        if allowance is None:
            return
        if what == "predict":
            self.spend_prediction(scope, caller, allowance)
            return
        whose = caller.key_id or ""
        if what == "upload":
            size = _declared(scope, self.settings.max_upload_bytes)
            settle(scope, allowance.upload_bytes, await self.shared.take(allowance.upload_bytes, whose, size))
        policy = allowance.submit if what == "submit" else allowance.upload
        settle(scope, policy, await self.shared.take(policy, whose))


def _address(scope: Any) -> str:
    return str((scope.get("client") or ("",))[0])


def settle(scope: Any, policy: Policy, taken: Taken) -> None:
    """Tell the caller what is left, or refuse."""
    if taken.wait_s > 0:
        raise policy.refusal(taken)
    scope["state"][HEADERS] = policy.headers(taken.level)


def _declared(scope: Any, largest: int) -> float:
    """The size of a body as its client declares it; one that does not is taken to be as large as is allowed."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return float(min(int(value[:20]), largest))
    return float(largest)


@lru_cache(maxsize=64)
def _is_near(address: str) -> bool:
    """Whether a connection came over loopback, a socket file or a test, whatever `--host` uvicorn was given."""
    is_address = ":" in address or address[:1].isdigit()
    return is_loopback(address) or not is_address


def make_guard(settings: Settings, database: Database, clock: Callable[[], float] = time.monotonic) -> Guard:
    """The guard of a process. The secret is read when first needed: an open house needs none."""

    @cache
    def pepper() -> bytes:
        return read_pepper(settings)

    local = Buckets(clock)
    callers = Callers(database, settings, pepper, clock)
    return Guard(settings, callers, local, SharedBuckets(settings, local), Streams(), pepper, settings.is_open)
