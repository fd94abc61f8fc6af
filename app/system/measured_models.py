"""Whose models' measurements a caller sees: names of models are not told to owners who may not ask them."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import REGISTRY, Metric
from prometheus_client.registry import Collector
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.access.owners import askable
from app.access.principal import HOUSE_OWNER, acting
from app.db.session import Database
from app.db.tables import ModelRow

LABEL = "model"


class MeasuredHere(Collector):
    """What this process measured, without the models that the caller may not ask.

    The house's own keys, Prometheus' among them, and administrators see all of it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterator[Metric]:
        """Nothing ahead of time."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The measurements of this process."""
        names = self._names()
        for metric in REGISTRY.collect():
            if names is not None:
                metric.samples = [sample for sample in metric.samples if sample.labels.get(LABEL) in names]
            yield metric

    def _names(self) -> frozenset[str | None] | None:
        """The models to be told of, and None for what is of no model; None instead: all."""
        caller = acting()
        if caller.is_admin or caller.owner == HOUSE_OWNER:
            return None
        try:
            with self._database.read() as session:
                found = session.scalars(select(ModelRow.name).where(askable(ModelRow.owner))).all()
        except SQLAlchemyError:  # it is told by `database_up`; whose they are is not known
            found = []
        return frozenset((None, *found))
