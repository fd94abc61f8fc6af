"""Jobs through the front door while everything below it is killed, frozen and emptied: each is done exactly once.

A failure prints its seed; `CHAPTERHOUSE_CHAOS_SEED=<seed>` runs the same plan again.
"""

from __future__ import annotations

import logging
import os
import random
import secrets
import time
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import select

from app.db.tables import JobRow
from tests.chaos import truth
from tests.chaos.customer import Customer
from tests.chaos.faults import Faults
from tests.chaos.house import House, processes_of
from tests.processes import until
from tests.service.grounds import Ground, new_database
from tests.stack import Stack

log = logging.getLogger(__name__)
SETTINGS = {"workers": 2, "lease_s": 1.5, "max_attempts": 20, "queue_max_jobs": 500}
LEAST_FAULTS = 8


class Storm:
    """One seeded run: a house, a customer and a plan of faults."""

    def __init__(self, stack: Stack, seed: int, *, jobs: int, faults: int) -> None:
        dice = random.Random(seed)
        self.stack, self.house = stack, House(stack)
        self.faults = Faults(self.house, dice)
        self.plan = self.faults.plan(faults)
        self.customer = Customer(str(stack.client.base_url), jobs, random.Random(dice.random()))
        self._jobs, self._dice, self._started = jobs, dice, time.monotonic()

    def rage(self) -> None:
        """Orders and faults, side by side: a share of the jobs before each fault, the rest after the last."""
        self.house.start()
        log.info("%.1f s: the house is up", time.monotonic() - self._started)
        self._leave_a_file()
        self.customer.start()
        share = self._jobs // (len(self.plan) + 1)
        for kind in self.plan:
            self.customer.permit(share)
            self.faults.rest(self._dice.uniform(0.0, 0.4))
            done = self.faults.inject(kind)
            log.info("%.1f s: %s%s", time.monotonic() - self._started, kind, "" if done else ": nothing to hit")
        self.customer.permit(self._jobs - share * len(self.plan))

    def calm_down(self, timeout_s: float) -> None:
        """Wait until every order was accepted and has ended, and what the faults left was cleared away."""
        deadline = time.monotonic() + timeout_s
        while self.customer.is_alive() and time.monotonic() < deadline:
            self.faults.rest(0.2)
        self.faults.thaw()
        log.info("%.1f s: all faults done", time.monotonic() - self._started)
        assert not self.customer.is_alive(), "not every order was accepted"
        self.stack.wait_all(list(self.customer.accepted.values()), max(1.0, deadline - time.monotonic()))
        until(lambda: not truth.stray_files(self.stack) and not truth.staged_rows(self.stack), "all is tidy", 15)
        log.info("%.1f s: all jobs done", time.monotonic() - self._started)

    def _leave_a_file(self) -> None:
        """A person's own file: whatever is collected later, this is not."""
        answer = self.stack.client.post("/api/v1/uploads", files={"file": ("own.txt", b"kept by its owner")})
        assert answer.status_code == 201, answer.text


def _seed() -> int:
    return int(os.environ.get("CHAPTERHOUSE_CHAOS_SEED") or secrets.randbelow(10_000))


def _survive(ground: Ground, folder: Path, database_url: str = "", *, jobs: int, faults: int, calm_s: float) -> None:
    seed, started = _seed(), time.monotonic()
    with ground.stack(folder, database_url, **SETTINGS) as stack:
        storm = Storm(stack, seed, jobs=jobs, faults=faults)
        report = f"seed {seed} on {ground.name}: {', '.join(storm.plan)}"
        try:
            if ground.name == "servers":
                stack.start_broker()  # nobody supervises it: the test does
            storm.rage()
            storm.calm_down(calm_s)
        except AssertionError as error:
            scene = [*_open_jobs(stack), *truth.stray_files(stack)[:9], *storm.house.state()]
            raise AssertionError("\n".join([str(error), *scene, report])) from error
        assert len(storm.faults.done) >= max(LEAST_FAULTS, 0.9 * faults), report
        assert storm.customer.refused == [], report
        assert len(set(storm.customer.accepted.values())) == jobs, report
        assert truth.broken_promises(stack, storm.customer.accepted.values()) == [], report
        assert truth.damaged_files(stack) == [], report
        storm.house.stop()
        attempts = sum(stack.job(job_id).attempt for job_id in storm.customer.accepted.values())
    assert processes_of(stack.settings.data_dir) == [], report
    repeated, seconds = storm.customer.repeated, time.monotonic() - started
    log.info("%s; %d attempts for %d jobs, %d requests repeated, %.0f s", report, attempts, jobs, repeated, seconds)


def _open_jobs(stack: Stack) -> list[str]:
    rows = stack.look(lambda session: list(session.scalars(select(JobRow).where(JobRow.finished_at.is_(None)))))
    return [f"{row.id} {row.status} attempt {row.attempt} published {row.published_at}" for row in rows]


def test_thirty_jobs_survive_every_kind_of_fault(tmp_path: Path) -> None:
    _survive(Ground("embedded"), tmp_path, jobs=30, faults=8, calm_s=120)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("name", ["embedded", "servers"])
def test_two_hundred_jobs_survive_sixty_faults(
    name: Literal["embedded", "servers"], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = new_database(request) if name == "servers" else ""
    _survive(Ground(name), tmp_path, url, jobs=200, faults=60, calm_s=400)
