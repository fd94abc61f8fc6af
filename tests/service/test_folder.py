"""The least of all brokers, a folder: the same front door, the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.grounds import Ground
from tests.service.house import House, open_house


@pytest.fixture(scope="module")
def folder_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house without any Redis."""
    with open_house(Ground("folder"), tmp_path_factory.mktemp("folder")) as opened:
        opened.start_worker()
        yield opened


def test_a_job_sent_twice_runs_once_and_its_model_answers(folder_house: House) -> None:
    body: dict[str, Any] = {"params": {"steps": 3}, "model": "plain"}
    job_id = folder_house.submit(key="once", **body)

    assert folder_house.submit(key="once", **body) == job_id
    assert folder_house.wait(job_id)["attempt"] == 1
    assert folder_house.predict("plain", [{"number": 1}]).json()["answers"] == [{"total": 4}]


def test_a_message_lost_with_its_worker_is_sent_again(folder_house: House) -> None:
    stack = folder_house.stack
    assert folder_house.worker is not None
    jobs = [folder_house.submit(params={"steps": 20}) for _ in range(2)]
    stack.wait_step(jobs[0], 2)

    stack.kill_tree(folder_house.worker)
    folder_house.worker = stack.start_worker()

    ended = [folder_house.wait(job_id) for job_id in jobs]
    assert [(job["status"], job["attempt"]) for job in ended] == [("succeeded", 2), ("succeeded", 1)]
