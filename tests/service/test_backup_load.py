"""Backups taken while people use a house: each restores into an empty system in which every model answers as before."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.tables import AliasRow, ArtifactRow, JobEventRow, JobRow, ModelFileRow, ModelVersionRow, UploadRow
from app.jobs.states import TERMINAL, Status
from app.main import create_app
from models.catalog import CARDS
from tests.api.fixtures.documents import NETWORKS
from tests.api.house import House as Application
from tests.api.image_files import saved
from tests.api.published import publish_version
from tests.postgres import Postgres
from tests.processes import until
from tests.service.grounds import Ground
from tests.service.house import House, open_house
from tests.stack import SOURCE, Stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
Json = dict[str, Any]
BACKUPS = 3
QUESTIONS = {recipe: list(CARDS[recipe].examples) for recipe in NETWORKS}
QUESTIONS |= {"dcgan": [{"latent": [0.1, 0.2, 0.3]}], "sleepy": [{"number": 7}]}  # the fixture draws from 3 numbers
KINDS = ("predict", "train", "upload", "delete", "promote")


class Load:
    """People who use a house until they are told to stop; counts what went well, keeps what must not happen."""

    def __init__(self, url: str) -> None:
        self._url, self._over = url, threading.Event()
        self.done, self.wrong = dict.fromkeys(KINDS, 0), list[str]()
        people = [self.predict, self.predict, self.train, self.upload, self.delete, self.promote]
        self._threads = [threading.Thread(target=self._live, args=(act,)) for act in people]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def is_busy(self, times: int) -> bool:
        """Whether everything has been done so many times."""
        return min(self.done.values()) >= times

    def _live(self, act: Callable[[httpx.Client, int], httpx.Response | None]) -> None:
        with httpx.Client(base_url=self._url, timeout=30) as client:
            for number in itertools.count():
                if self._over.is_set():
                    return
                response = act(client, number)
                if response is None or response.status_code == 429:  # nothing to do yet; the queue is full
                    time.sleep(0.1)
                elif response.is_success:
                    self.done[act.__name__] += 1
                else:
                    self.wrong.append(f"{act.__name__}: {response.status_code} {response.text[:200]}")

    def predict(self, client: httpx.Client, number: int) -> httpx.Response:
        """Ask the models in turn."""
        recipe = list(NETWORKS)[number % len(NETWORKS)]
        return client.post(f"/api/v1/models/{recipe}/predict", json={"queries": QUESTIONS[recipe][:1]})

    def train(self, client: httpx.Client, number: int) -> httpx.Response:
        """Train a short while, new models and new versions of old ones."""
        body = {
            "kind": "train",
            "recipe": "sleepy",
            "model": f"made-{number % 20}",
            "params": {"steps": 2 + number % 3},
        }
        return client.post("/api/v1/jobs", json=body)

    def upload(self, client: httpx.Client, number: int) -> httpx.Response:
        """Send a picture that nobody has sent."""
        pixels = np.random.default_rng(number).integers(0, 256, (32, 32, 3), np.uint8)
        time.sleep(0.05)
        return client.post("/api/v1/uploads", files={"file": (f"{number}.png", saved(pixels), "image/png")})

    def delete(self, client: httpx.Client, number: int) -> httpx.Response | None:
        """Delete one of the jobs that have ended."""
        time.sleep(0.3)
        jobs = client.get("/api/v1/jobs", params={"status": "succeeded", "recipe": "sleepy"}).json()["data"]
        return client.delete(f"/api/v1/jobs/{random.choice(jobs)['id']}") if len(jobs) > 5 else None

    def promote(self, client: httpx.Client, number: int) -> httpx.Response | None:
        """Move an alias."""
        time.sleep(0.2)
        versions = client.get("/api/v1/models/made-0/versions")
        if not versions.is_success or not (found := versions.json()["data"]):
            return None
        chosen = found[number % len(found)]["version"]
        return client.put("/api/v1/models/made-0/aliases/production", json={"version": chosen})


def test_every_model_answers_as_before(tmp_path: Path, request: pytest.FixtureRequest, ground: tuple[str, str]) -> None:
    old_ground, new_ground = (Ground(name) for name in ground)  # type: ignore[arg-type]  # the names of grounds
    files = [tmp_path / f"house-{number}.tar" for number in range(BACKUPS)]
    with open_house(old_ground, tmp_path / "old", new_url(old_ground, request)) as old:
        publish_all(old.stack)
        old.start_worker()
        with Load(str(old.client.base_url)) as load:
            for number, file in enumerate(files, 1):
                until(partial(load.is_busy, 4 * number), "everybody has done something", 120)
                chapterhouse(old.stack, "backup", str(file))
        assert load.wrong == []
        until(lambda: not unfinished(old.stack), "all jobs end", 120)

        for number, file in enumerate(files):
            with restored(new_ground, tmp_path / f"new-{number}", new_url(new_ground, request), file) as new:
                new.stack.look(assert_whole)
                assert_files(new.stack)
                assert answers_alike(old, new) >= len(NETWORKS)
                left = unfinished(new.stack)
                new.start_worker()
                ended = [new.wait(job_id, timeout_s=120) for job_id in left]
                assert {job["status"] for job in ended} <= {"succeeded"}


@pytest.fixture(params=[("embedded", "embedded"), ("servers", "servers"), ("servers", "embedded")], ids="-".join)
def ground(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Where the backup is taken and where it is restored."""
    pair: tuple[str, str] = request.param
    return pair


def new_url(ground: Ground, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database for a ground; empty for SQLite in the data folder."""
    if ground.name != "servers":
        return ""
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create_database())


@contextmanager
def restored(ground: Ground, folder: Path, url: str, file: Path) -> Iterator[House]:
    """A house that the command made of a backup."""
    with ground.stack(folder, url) as stack:
        chapterhouse(stack, "restore", str(file))
    with open_house(ground, folder, url) as opened:
        yield opened


def chapterhouse(stack: Stack, *words: str) -> None:
    """A command on the data of a stack; fails as it fails."""
    command = [sys.executable, "-m", "app.cli", *words]
    done = subprocess.run(command, cwd=SOURCE, env=stack.environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def publish_all(stack: Stack) -> None:
    """A model of every recipe that answers online, through the real code."""
    before = tempfile.tempdir
    settings = stack.settings.model_copy(update={"broker_url": "memory://", "reconcile_s": 600.0})
    app = create_app(settings)
    try:
        with TestClient(app) as client:
            for recipe in NETWORKS:
                publish_version(Application(settings, app, client), recipe)
    finally:
        tempfile.tempdir = before


def unfinished(stack: Stack) -> list[str]:
    """Jobs that have not ended."""
    return stack.look(lambda session: list(session.scalars(select(JobRow.id).where(JobRow.status.not_in(TERMINAL)))))


def assert_whole(session: Session) -> None:
    """No job is half there, and nothing names what is missing."""
    jobs = {row.id: row for row in session.scalars(select(JobRow))}
    counted = session.execute(
        select(JobEventRow.job_id, func.count(), func.min(JobEventRow.seq), func.max(JobEventRow.seq)).group_by(
            JobEventRow.job_id
        )
    )
    events = {job_id: (count, first, last) for job_id, count, first, last in counted}
    assert set(events) == set(jobs)
    assert all(events[job_id] == (row.event_seq, 1, row.event_seq) for job_id, row in jobs.items())
    done = set(session.scalars(select(JobEventRow.job_id).where(JobEventRow.type == "done")))
    assert done == {job_id for job_id, row in jobs.items() if row.status in TERMINAL}
    versions = {(row.model, row.version): row.job_id for row in session.scalars(select(ModelVersionRow))}
    for row in jobs.values():
        if row.status == Status.SUCCEEDED and row.recipe == "sleepy":
            assert row.result is not None
            assert versions[(row.result["model"], row.result["version"])] == row.id
    for alias in session.scalars(select(AliasRow)):
        assert (alias.model, alias.version) in versions
    named = {(row.model, row.version) for row in session.scalars(select(ModelFileRow))}
    assert named == set(versions)


def assert_files(stack: Stack) -> None:
    """Every file that a row names is there, with the bytes that its name says."""

    def digests(session: Session) -> set[str]:
        live = set(session.scalars(select(ArtifactRow.sha256).where(ArtifactRow.state == "live")))
        return live.union(*(session.scalars(select(table.sha256)) for table in (ModelFileRow, UploadRow)))

    for sha256 in stack.look(digests):
        stack.storage.verified(sha256)


def answers_alike(old: House, new: House) -> int:
    """Ask every version that was restored in both houses; their bytes must be equal. Gives how many there were."""
    versions = new.stack.look(lambda session: list(session.scalars(select(ModelVersionRow))))
    for row in versions:
        path = f"/api/v1/models/{row.model}/versions/{row.version}/predict"
        before, after = (house.client.post(path, json={"queries": QUESTIONS[row.recipe]}) for house in (old, new))
        assert before.status_code == after.status_code == 200, (row.model, before.text, after.text)
        assert before.content == after.content, json.dumps([row.model, row.version])
    return len(versions)
