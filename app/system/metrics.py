"""Measurements for Prometheus: those of this process, and those that are read from SQL when it asks.

What the whole house counts (jobs, queues, workers) comes from SQL, so that every replica tells the same figures;
what a process measures itself (requests, predictions) carries the replica's `instance` label that Prometheus adds.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import __version__
from app.db.session import Database
from app.db.tables import JobRow, TallyRow
from app.jobs.states import UNFINISHED
from app.jobs.tally import COUNT, LAST, MEASURES, Measure
from app.services import Services
from app.system import service
from app.system.measured_models import MeasuredHere
from app.webhooks.backlog import backlog

log = logging.getLogger(__name__)
PREFIX = "chapterhouse_"
KEPT_S = 1.0  # several scrapers at once cost one look


class HouseCollector(Collector):
    """What SQL and this process know at the moment of a scrape."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._read_at, self._known = -KEPT_S, list[Metric]()

    @property
    def database(self) -> Database:
        """The database that it reads."""
        return self._house.database

    def describe(self) -> Iterable[Metric]:
        """Nothing ahead of time: registering must not read the database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All of them; without those of SQL while it does not answer."""
        yield from self._of_process()
        with self._lock:
            if time.monotonic() - self._read_at >= KEPT_S:
                self._known = self._of_database()
                self._read_at = time.monotonic()
            yield from self._known

    def _of_process(self) -> Iterator[Metric]:
        house = self._house
        yield InfoMetricFamily(f"{PREFIX}build", "The release that runs", {"version": __version__})
        disk = shutil.disk_usage(service.existing(house.settings.data_dir))
        yield GaugeMetricFamily(f"{PREFIX}disk_free_bytes", "Free where the data goes", disk.free)
        yield GaugeMetricFamily(f"{PREFIX}disk_bytes", "Size of the disk where the data goes", disk.total)
        yield GaugeMetricFamily(f"{PREFIX}models_loaded", "Model versions in memory", len(house.serving.shelf))
        in_flight = house.serving.place().in_flight
        yield GaugeMetricFamily(f"{PREFIX}predictions_in_flight", "Predictions being answered", in_flight)
        well = house.bell.state() == "ok"
        yield GaugeMetricFamily(f"{PREFIX}broker_up", "Whether the last wake-up call could be sent", well)

    def _of_database(self) -> list[Metric]:
        up = GaugeMetricFamily(f"{PREFIX}database_up", "Whether the database answered this scrape", 1)
        try:
            with self._house.database.read() as session:
                return [up, *(metric for read in READS for metric in read(session))]
        except SQLAlchemyError as error:
            log.warning("the database did not answer a scrape: %s", type(error).__name__)
            up.samples.clear()
            up.add_metric([], 0)
            return [up]


def exposition(collector: HouseCollector) -> bytes:
    """Everything that the caller may know, as the text that Prometheus reads."""
    measured, known = CollectorRegistry(auto_describe=False), CollectorRegistry(auto_describe=False)
    measured.register(MeasuredHere(collector.database))
    known.register(collector)
    return generate_latest(measured) + generate_latest(known)


def _states(session: Session) -> Iterator[Metric]:
    gauge = GaugeMetricFamily(f"{PREFIX}jobs", "Jobs that have not ended, by state", labels=["status"])
    grouped = (
        select(JobRow.status, func.count().label("jobs")).where(JobRow.status.in_(UNFINISHED)).group_by(JobRow.status)
    )
    counts = {row.status: row.jobs for row in session.execute(grouped)}
    for status in UNFINISHED:
        gauge.add_metric([status.value], counts.get(status.value, 0))
    yield gauge


def _queues(session: Session) -> Iterator[Metric]:
    depth = GaugeMetricFamily(f"{PREFIX}queue_depth", "Queued jobs", labels=["queue"])
    age = GaugeMetricFamily(f"{PREFIX}queue_oldest_seconds", "Age of the oldest queued job", labels=["queue"])
    drain = GaugeMetricFamily(f"{PREFIX}queue_drain_seconds", "Predicted work, running jobs too", labels=["queue"])
    for queue in service.queues(session):
        depth.add_metric([queue.name], queue.queued)
        age.add_metric([queue.name], queue.oldest_s or 0)
        drain.add_metric([queue.name], queue.drain_s)
    yield from (depth, age, drain)


def _workers(session: Session) -> Iterator[Metric]:
    gauge = GaugeMetricFamily(f"{PREFIX}workers_alive", "Workers that take jobs of a queue", labels=["queue"])
    for queue, workers in service.workers_by_queue(session).items():
        gauge.add_metric([queue], workers)
    yield gauge


def _webhooks(session: Session) -> Iterator[Metric]:
    found = backlog(session)
    yield GaugeMetricFamily(f"{PREFIX}webhook_waiting", "Messages neither delivered nor given up", found.waiting)
    yield GaugeMetricFamily(f"{PREFIX}webhook_oldest_seconds", "Age of the oldest waiting message", found.oldest_s)
    text = "Since a message should have been sent by some replica"
    yield GaugeMetricFamily(f"{PREFIX}webhook_overdue_seconds", text, found.overdue_s)


def _tallies(session: Session) -> Iterator[Metric]:
    found: dict[str, list[TallyRow]] = defaultdict(list)
    for row in session.scalars(select(TallyRow).order_by(TallyRow.labels)):
        found[row.measure].append(row)
    for measure in MEASURES:
        yield _histogram(measure, found[measure.name]) if measure.buckets else _counter(measure, found[measure.name])


def _counter(measure: Measure, rows: list[TallyRow]) -> Metric:
    family = CounterMetricFamily(PREFIX + measure.name, measure.text, labels=measure.labels)
    counts = dict.fromkeys(measure.known, 0) | {row.labels: row.count for row in rows if row.bound == COUNT}
    for labels, count in counts.items():
        family.add_metric(labels.split(" "), count)
    return family


def _histogram(measure: Measure, rows: list[TallyRow]) -> Metric:
    family = HistogramMetricFamily(PREFIX + measure.name, measure.text, labels=measure.labels)
    by_labels: dict[str, dict[str, TallyRow]] = defaultdict(dict)
    for row in rows:
        by_labels[row.labels][row.bound] = row
    for labels, buckets in by_labels.items():
        below, cumulated = 0, []
        for bound in (*(f"{bound:g}" for bound in measure.buckets), LAST):
            below += buckets[bound].count if bound in buckets else 0
            cumulated.append((bound, below))
        total = sum(row.total for row in buckets.values())
        family.add_metric(labels.split(" "), cumulated, sum_value=total)
    return family


READS = (_states, _queues, _workers, _webhooks, _tallies)  # what SQL tells, in this order
