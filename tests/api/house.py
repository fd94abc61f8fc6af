"""A Chapterhouse in a folder: the real application over a real SQLite file, and what its workers would do by hand."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Client
from sqlalchemy import func, select

from app.db.session import Database
from app.db.tables import JobRow, Table
from app.jobs import events, finish
from app.jobs.states import Status
from app.main import create_app
from app.services import Services
from app.settings import Settings
from tests.engine.orders import claimed, row_of

Json = dict[str, Any]
TRAIN: Json = {"kind": "train", "recipe": "sentiment"}


@dataclass(frozen=True)
class House:
    """The application, a client of it, and the database beneath."""

    settings: Settings
    app: FastAPI
    client: Client

    @property
    def services(self) -> Services:
        """The long-lived parts of the application."""
        services: Services = self.app.state.services
        return services

    @property
    def database(self) -> Database:
        """The database that the application uses."""
        return self.services.database

    def counts(self) -> dict[str, int]:
        """Rows of every table, and the number of the newest change of a job."""
        with self.database.read() as session:
            rows = {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Table.metadata.sorted_tables
                if table.name != "storage_sweep"  # the house does that by itself
            }
            return rows | {"changes": session.scalar(select(func.sum(JobRow.event_seq))) or 0}

    def job(self, job_id: str) -> JobRow:
        """The job as it is now."""
        return row_of(self.database, job_id)

    def queue(self, **changes: Any) -> str:
        """Send a job through the front door; gives its id."""
        response = self.client.post("/api/v1/jobs", json=TRAIN | changes)
        assert response.status_code == 202, response.text
        job_id: str = response.json()["id"]
        return job_id

    def start(self, **changes: Any) -> JobRow:
        """Queue a job and claim it, as a worker does."""
        job_id = self.queue(**changes)
        row = claimed(self.database)
        assert row.id == job_id
        return row

    def say(self, row: JobRow, type: str, **data: Any) -> None:
        """Write an event of a running job."""
        with self.database.progress() as session:
            assert events.append(session, row.id, row.attempt, type, data)

    def succeed(self, row: JobRow, **result: Any) -> None:
        """End a running job well."""
        with self.database.write() as session:
            assert finish.succeed(session, row.id, row.attempt, result, compute_s=1.0) is not None

    def fail(self, row: JobRow, code: str = "diverged") -> None:
        """End a running job as failed."""
        error = finish.problem(code, "The loss is no longer a number.")
        with self.database.write() as session:
            assert finish.end(session, row.id, row.attempt, Status.FAILED, reason=code, error=error) is not None

    def finished(self, **changes: Any) -> str:
        """A job that has succeeded; gives its id."""
        row = self.start(**changes)
        self.succeed(row)
        return row.id


def settings_in(folder: Path, **overrides: Any) -> Settings:
    """Settings for tests: a broker in memory, no dashboard, and a reconciler that only looks once."""
    values: Json = {"broker_url": "memory://", "reconcile_s": 600.0, "dashboard_dir": folder / "no-dashboard"}
    return Settings(data_dir=folder, **values | overrides)


@contextmanager
def open_house(folder: Path, migrated: Path, **overrides: Any) -> Iterator[House]:
    """The application over a copy of a migrated database, started and stopped as uvicorn does."""
    settings = settings_in(folder, **overrides)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated, folder / "chapterhouse.db")
    app, before = create_app(settings), tempfile.tempdir
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            yield House(settings, app, client)
    finally:
        tempfile.tempdir = before
