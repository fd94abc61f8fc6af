"""From a model's name to the version that answers for it, however often that changes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import threading
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import dataclass, field

from anyio import CapacityLimiter, to_thread
from sqlalchemy import select

from app.access.principal import HOUSE, act_as, acting
from app.db.session import Database
from app.db.tables import AliasRow, RegistryChangeRow
from app.errors import AppError, not_found, retry_later
from app.registry import service as registry
from app.registry.publish import PRODUCTION
from app.serving.loaded import Loaded, Shelf, load
from app.serving.warming import warm_up
from app.storage import Store, StoreDownError

log = logging.getLogger(__name__)
Name = tuple[str, int | None]
WATCH_S = 0.2
AT_ONCE = 64  # changes of the registry that may be under way at the same time
TARGET = re.compile(r"([a-z0-9][a-z0-9-]{0,62})(?:@([a-z][a-z0-9-]{0,62}))?")


class Place:
    """Counts the predictions in flight; entered around each of them."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.in_flight = 0

    def __enter__(self) -> None:
        if self.in_flight >= self.limit:
            raise retry_later(503, "overloaded", f"{self.limit} predictions are being answered already.", 1)
        self.in_flight += 1

    def __exit__(self, *_: object) -> None:
        self.in_flight -= 1

    @contextlib.contextmanager
    def going_on(self) -> Iterator[None]:
        """For the next slice of a stream that has begun: it counts, and is not refused any more."""
        self.in_flight += 1
        try:
            yield
        finally:
            self.in_flight -= 1


@dataclass
class Serving:
    """The models of one API process. Names are resolved once, until the registry changes.

    Attributes:
        limit: predictions in flight, waiting ones included.
        slots: runs at once that are worked out beside the event loop: more would only share the cores.
        is_warm: what was in production at the start is in memory.
    """

    database: Database
    storage: Store
    limit: int
    shelf: Shelf
    slots: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(os.cpu_count() or 1))
    is_warm: bool = False
    _names: dict[Name, Loaded] = field(default_factory=dict)
    _loading: dict[tuple[Name, int], asyncio.Task[Loaded]] = field(default_factory=dict)
    _place: Place = field(init=False)
    _refreshing: threading.Lock = field(default_factory=threading.Lock)
    _refreshed: int = 0

    def __post_init__(self) -> None:
        self._place = Place(self.limit)

    def known(self, target: str, version: int | None) -> Loaded | None:
        """What `loaded` found before, without a task switch; None also for what the caller may not ask."""
        found = self._names.get((target, version))
        return found if found is None or acting().may_ask(found.owner) else None

    async def loaded(self, target: str, version: int | None = None) -> Loaded:
        """The version that answers for `model`, `model@alias`, or a version of a model."""
        known = self._names.get((target, version))
        if known is None:
            await to_thread.run_sync(self._require_askable, target)
            known = await self._load_once((target, version))
        if not acting().may_ask(known.owner):
            raise not_found("model", _parts(target)[0])  # in the words for a name that nobody has
        return known

    def _require_askable(self, target: str) -> None:
        """What is told of the load below is then for this caller too."""
        with self.database.read() as session:
            registry.get_model(session, _parts(target)[0])

    async def _load_once(self, name: Name) -> Loaded:
        """Load in one thread, however many ask: a slow store would else take all threads of the process.

        Who comes after a change of the registry does not wait for what was begun before it.
        """
        key = (name, self._refreshed)
        task = self._loading.get(key)
        if task is None:
            context = copy_context()
            context.run(act_as, HOUSE)  # whoever asks first: the result is everybody's
            task = self._loading[key] = asyncio.create_task(self._remember(name), context=context)
            task.add_done_callback(lambda done: (self._loading.pop(key), done.cancelled() or done.exception()))
        return await asyncio.shield(task)

    async def _remember(self, name: Name) -> Loaded:
        refreshed = self._refreshed
        known = await to_thread.run_sync(self._load, *name)
        if refreshed == self._refreshed:  # else an alias may have moved after this one looked
            self._names[name] = known
        self._let_go()
        return known

    def _load(self, target: str, version: int | None) -> Loaded:
        model, alias = _parts(target)
        with self.database.read() as session:
            if version is None:
                row = registry.resolve(session, model, alias)
            else:
                registry.get_model(session, model)
                row = registry.get_version(session, model, version)
            owner = registry.get_model(session, model).owner
            registry.require_files(row)  # it may still be on the shelf
            files = registry.files(session, row.model, row.version)

        def make() -> Loaded:
            made = load(self.storage, row, files, owner)
            warm_up(made, row.question)
            return made

        return self.shelf.get(row, make, self._names.get((target, version)))

    def forget(self) -> None:
        """Resolve every name anew; loaded versions stay in memory."""
        self._refreshed += 1
        self._names.clear()

    def refresh(self) -> bool:
        """Let every known name stand for what the registry says now. Blocks: to be called beside the event loop.

        A name keeps its version until the next one is loaded and has answered samples, so no request waits for that.
        A name whose version cannot be loaded is dropped: the next request for it is told why.

        Returns:
            False when the database or the store did not answer: what it keeps from being loaded stays as it was.
        """
        with self._refreshing:
            self._refreshed += 1
            try:
                return copy_context().run(self._refresh)
            except Exception:
                log.warning("could not follow a change of the registry; the next look tries again", exc_info=True)
                return False

    def _refresh(self) -> bool:
        act_as(HOUSE)  # whoever moved the alias: names are everybody's
        followed = True
        for name in list(self._names):
            try:
                self._names[name] = self._load(*name)
            except StoreDownError:
                followed = False
            except AppError:
                self._names.pop(name, None)
        self._let_go()
        return followed

    def _let_go(self) -> None:
        """Names of versions that had to leave the shelf would keep them in memory."""
        for name, loaded in list(self._names.items()):
            if not self.shelf.holds(loaded):
                self._names.pop(name, None)

    async def watch(self) -> None:
        """Notice what other processes change in the registry."""
        seen = None
        while True:
            with contextlib.suppress(Exception):
                newest = await to_thread.run_sync(self._newest_changes)
                if newest != seen and await to_thread.run_sync(self.refresh):
                    seen = newest
            await asyncio.sleep(WATCH_S)

    def _newest_changes(self) -> list[int]:
        """More than the newest: of two transactions at once, the one with the smaller number may commit last."""
        newest = select(RegistryChangeRow.seq).order_by(RegistryChangeRow.seq.desc()).limit(AT_ONCE)
        with self.database.read() as session:
            return list(session.scalars(newest))

    async def warm(self) -> None:
        """Load what is in production and let it answer samples, so that the first caller does not wait."""
        try:
            for name in await to_thread.run_sync(self._production_models):
                with contextlib.suppress(AppError):
                    await self.loaded(name)
        except Exception:
            log.warning("could not load what is in production; each model is loaded when it is asked", exc_info=True)
        finally:
            self.is_warm = True

    def _production_models(self) -> list[str]:
        """As many as stay in memory, the latest first."""
        latest = select(AliasRow.model).where(AliasRow.alias == PRODUCTION).order_by(AliasRow.updated_at.desc())
        with self.database.read() as session:
            return list(session.scalars(latest.limit(self.shelf.size)))

    def place(self) -> Place:
        """A place among the predictions in flight, or 503 before any work is done."""
        return self._place


def _parts(target: str) -> tuple[str, str]:
    """Model and alias of `model` or `model@alias`; 404 for what can be neither."""
    found = TARGET.fullmatch(target)
    if found is None:
        raise not_found("model", target)
    return found[1], found[2] or PRODUCTION
