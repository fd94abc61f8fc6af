"""The broker as docker-compose.yml starts it: its own command line, with the rights that it gives."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import yaml  # type: ignore[import-untyped]  # it has no types

from app.jobs.states import Status
from app.jobs.submit import submit
from tests.engine.orders import ROOMY, order
from tests.processes import free_port, until
from tests.stack import SOURCE, Stack

PASSWORD = "drawn/at random+"
REFUSED = [
    *(
        "FLUSHALL",
        "FLUSHDB",
        "KEYS *",
        "CONFIG GET requirepass",
        "ACL LIST",
        "SHUTDOWN",
        "SAVE",
        "MODULE LIST",
        "MONITOR",
    ),
    *("REPLICAOF localhost 1", "GET another-house:key", "PUBLISH another-channel x"),
]


class ComposeStack(Stack):
    """A stack on the Redis of the compose file, moved into the test's folder and to a free port."""

    def __init__(self, folder: Path) -> None:
        self.broker_port, self._secrets = free_port(), folder / "secrets"
        self._secrets.mkdir()
        (self._secrets / "password").write_text(PASSWORD)
        url = f"redis://chapterhouse@127.0.0.1:{self.broker_port}/0"
        password = self._secrets / "password"
        super().__init__(folder, broker="none", broker_url=url, broker_password_file=password)
        self.start_broker()

    def start_broker(self) -> subprocess.Popen[bytes]:
        """Run what the service `redis` runs."""
        command = yaml.safe_load((SOURCE / "docker-compose.yml").read_text())["services"]["redis"]["command"]
        script = command[2].replace("$$", "$").replace("/secrets/broker", str(self._secrets))
        script = script.replace("/tmp/users.acl", str(self._secrets / "users.acl")).replace("/data", str(self._secrets))
        ours = f"{script} --bind 127.0.0.1 --port {self.broker_port}"
        self.broker = self.start("broker", [*command[:2], ours])
        until(lambda: self.asks("health", "none", "PING"), "the broker answers", 10)
        return self.broker

    def send(self, queue: str, job_id: str) -> None:
        """Ring the bell."""
        self.bell(queue, job_id)

    def asks(self, user: str, password: str, command: str) -> bool:
        """Whether a user is given an answer."""
        client = redis.Redis(port=self.broker_port, username=user, password=password, socket_timeout=5)
        try:
            client.execute_command(*command.split())  # type: ignore[no-untyped-call]  # redis-py
            return True
        except (redis.exceptions.NoPermissionError, redis.AuthenticationError, redis.exceptions.ConnectionError):
            return False
        finally:
            client.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ComposeStack]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    stack = ComposeStack(tmp_path)
    try:
        yield stack
    finally:
        stack.close()


def test_a_worker_needs_no_more_than_the_rights_it_has(house: ComposeStack) -> None:
    house.start_worker()

    jobs = house.wait_all([house.submit(steps=2, seed=seed) for seed in range(3)])

    assert [job.status for job in jobs] == [Status.SUCCEEDED] * 3


def test_nobody_can_empty_stop_or_reconfigure_the_broker(house: ComposeStack) -> None:
    assert house.asks("chapterhouse", PASSWORD, "SET chapterhouse:key value")
    assert [line for line in REFUSED if house.asks("chapterhouse", PASSWORD, line)] == []
    assert not house.asks("default", "", "PING") and not house.asks("default", PASSWORD, "PING")
    assert not house.asks("chapterhouse", "wrong", "PING")
    assert [line for line in ("GET chapterhouse:key", *REFUSED) if house.asks("health", "none", line)] == []
    assert PASSWORD not in (house.settings.data_dir.parent / "secrets" / "users.acl").read_text()


@pytest.mark.slow
def test_a_broker_that_dies_and_comes_back_empty_loses_no_job(house: ComposeStack) -> None:
    house.start_worker()
    jobs = [house.submit(steps=40, step_s=0.1)]
    house.wait_step(jobs[0], 2)
    jobs += [house.submit(steps=1, seed=seed) for seed in range(4)]

    assert house.broker is not None
    house.kill_tree(house.broker)
    with house.database.write() as session:  # while it is away
        late, _ = submit(session, order(recipe="sleepy", params={"steps": 1}), ROOMY)
    shutil.rmtree(house.settings.data_dir.parent / "secrets" / "appendonlydir")  # its volume was lost too
    house.start_broker()

    ended = house.wait_all([*jobs, late.id])
    assert [(job.status, job.attempt) for job in ended] == [(Status.SUCCEEDED, 1)] * 6
