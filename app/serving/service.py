"""Answering: from a model's name to its loaded version, and from queries to answers."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from anyio import to_thread
from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select

from app.access.principal import acting
from app.db.session import Database
from app.db.tables import AliasRow, RegistryChangeRow
from app.errors import AppError, invalid, not_found, retry_later
from app.http.problems import from_input, from_validation
from app.registry import service as registry
from app.registry.publish import PRODUCTION
from app.serving.loaded import Loaded, Shelf, load
from app.storage import Store
from models.recipe import InputError

MAX_QUERIES = 256
WATCH_S = 0.2
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


@dataclass
class Serving:
    """The models of one API process. Names are resolved once, until the registry changes."""

    database: Database
    storage: Store
    limit: int
    shelf: Shelf
    _names: dict[tuple[str, int | None], Loaded] = field(default_factory=dict)
    _place: Place = field(init=False)

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
            names = self._names
            known = await to_thread.run_sync(self._load, target, version)
            names[(target, version)] = known  # into the dict from before: an alias may have moved meanwhile
        if not acting().may_ask(known.owner):
            raise not_found("model", target)
        return known

    def _load(self, target: str, version: int | None) -> Loaded:
        found = TARGET.fullmatch(target)
        if found is None:
            raise not_found("model", target)
        model, alias = found[1], found[2] or PRODUCTION
        with self.database.read() as session:
            if version is None:
                row = registry.resolve(session, model, alias)
            else:
                registry.get_model(session, model)
                row = registry.get_version(session, model, version)
            owner = registry.get_model(session, model).owner
            registry.require_files(row)  # it may still be on the shelf
            files = registry.files(session, row.model, row.version)
        return self.shelf.get(row, lambda: load(self.storage, row, files, owner))

    def forget(self) -> None:
        """Resolve every name anew; loaded versions stay in memory."""
        self._names = {}

    async def watch(self) -> None:
        """Notice what other processes change in the registry."""
        seen = None
        while True:
            with contextlib.suppress(Exception):
                newest = await to_thread.run_sync(self._newest_change)
                if newest != seen:
                    seen = newest
                    self.forget()
            await asyncio.sleep(WATCH_S)

    def _newest_change(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.max(RegistryChangeRow.seq))) or 0

    async def warm(self) -> None:
        """Load what is in production, so that the first caller does not wait."""
        with contextlib.suppress(Exception):
            for name in await to_thread.run_sync(self._production_models):
                with contextlib.suppress(AppError):
                    await self.loaded(name)

    def _production_models(self) -> list[str]:
        with self.database.read() as session:
            return list(session.scalars(select(AliasRow.model).where(AliasRow.alias == PRODUCTION)))

    def place(self) -> Place:
        """A place among the predictions in flight, or 503 before any work is done."""
        return self._place


def read_queries(loaded: Loaded, document: Any, limit: int) -> list[BaseModel]:
    """The checked queries of a request body `{"queries": [...]}`.

    Raises:
        AppError: 422 `batch_empty`, `batch_too_large` or what the recipe's Query says.
    """
    if not isinstance(document, dict) or len(document) != 1 or not isinstance(document.get("queries"), list):
        raise invalid("/queries", "validation_error", 'Send {"queries": [...]} and nothing else.')
    queries = document["queries"]
    if not queries:
        raise invalid("/queries", "batch_empty", f"Send 1 to {limit} queries.")
    if len(queries) > limit:
        raise invalid("/queries", "batch_too_large", f"Received {len(queries)} queries; send at most {limit}.")
    try:
        return loaded.queries.validate_python(queries)
    except ValidationError as error:
        raise from_validation(error.errors(include_input=False, include_url=False), "/queries") from None


def answer(loaded: Loaded, queries: list[BaseModel]) -> Sequence[BaseModel]:
    """The answers, in the order of the queries."""
    started = time.perf_counter()
    try:
        answers = loaded.answerer.answer(queries)
    except InputError as error:
        raise from_input(error, "/queries") from None
    loaded.meters.seconds.observe(time.perf_counter() - started)
    loaded.meters.queries.inc(len(queries))
    loaded.meters.batch.observe(len(queries))
    return answers


def explain(loaded: Loaded, queries: list[BaseModel]) -> list[BaseModel]:
    """What moved each answer."""
    try:
        return [loaded.answerer.explain(query) for query in queries]
    except InputError as error:
        raise from_input(error, "/queries") from None
