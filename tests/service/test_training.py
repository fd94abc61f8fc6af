"""A real Keras training through the whole service: killed or stopped at any epoch, it ends as an unbroken one does."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from sqlalchemy import select

from app.db.tables import ModelFileRow
from tests.chaos import truth
from tests.models.small_data import table_csv
from tests.processes import is_alive, until
from tests.service.grounds import Ground
from tests.service.house import House, open_house, within

EPOCHS = 120
PARAMS = {"epochs": EPOCHS, "folds": 2, "passes": 1, "batch_size": 1, "hidden_units": 8}
LOAD_S = 120  # until a fresh process has loaded TensorFlow on a busy machine
EXACT = ("metrics", "report")


@pytest.fixture(scope="module")
def keras_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with a worker and a small table of houses, brought through the front door."""
    folder = tmp_path_factory.mktemp("keras")
    with open_house(Ground("embedded"), folder, lease_s=3.0) as opened:
        csv = table_csv(folder).path.read_bytes()
        made = opened.client.post("/api/v1/datasets", files={"file": ("small.csv", csv)}, data={"name": "small"})
        assert made.status_code == 201, made.text
        opened.start_worker()
        yield opened


@pytest.fixture(scope="module")
def unbroken(keras_house: House) -> dict[str, Any]:
    """The same training, undisturbed."""
    job = keras_house.wait(_submit(keras_house, "unbroken"), timeout_s=LOAD_S)
    assert (job["status"], job["attempt"]) == ("succeeded", 1), job["error"]
    return job


def test_a_cancel_ends_a_training_within_two_seconds_and_its_process_takes_the_next(
    keras_house: House, unbroken: dict[str, Any]
) -> None:
    child = keras_house.stack.job(unbroken["id"]).worker_pid
    job_id = _submit(keras_house, "canceled", epochs=1000)
    _wait_epoch(keras_house, job_id, 5)

    asked = time.monotonic()
    reply = keras_house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    job = keras_house.wait(job_id)
    took = time.monotonic() - asked

    assert reply.status_code == 202
    assert (job["status"], job["status_reason"]) == ("canceled", "asked")
    assert took < within(2.0)
    assert keras_house.client.get("/api/v1/models/canceled").status_code == 404
    after = keras_house.wait(_submit(keras_house, "after-cancel"))
    assert after["result"]["metrics"] == unbroken["result"]["metrics"]
    row = keras_house.stack.job(after["id"])
    assert row.worker_pid == keras_house.stack.job(job_id).worker_pid == child  # TensorFlow was loaded once
    assert child is not None and is_alive(child)


def test_a_training_whose_process_is_killed_ends_like_an_unbroken_one(
    keras_house: House, unbroken: dict[str, Any]
) -> None:
    job_id = _submit(keras_house, "killed")
    _wait_epoch(keras_house, job_id, 10)

    keras_house.stack.kill_child(job_id)

    job = keras_house.wait(job_id, timeout_s=LOAD_S)
    assert (job["status"], job["attempt"]) == ("succeeded", 2)
    _assert_resumed(keras_house, job_id, least=10)
    _assert_equal(keras_house, job, unbroken)


def test_a_training_whose_worker_is_stopped_ends_like_an_unbroken_one(
    keras_house: House, unbroken: dict[str, Any]
) -> None:
    job_id = _submit(keras_house, "stopped")
    _wait_epoch(keras_house, job_id, 10)

    assert keras_house.worker is not None
    keras_house.worker.send_signal(signal.SIGTERM)
    assert keras_house.worker.wait(timeout=40) == 0
    waiting = keras_house.job(job_id)
    assert (waiting["status"], waiting["status_reason"]) == ("queued", "worker_stopping")
    keras_house.worker = keras_house.stack.start_worker()

    job = keras_house.wait(job_id, timeout_s=LOAD_S)
    assert (job["status"], job["attempt"]) == ("succeeded", 2)
    assert job["max_attempts"] == unbroken["max_attempts"] + 1  # a stop is not held against the job
    _assert_resumed(keras_house, job_id, least=10)
    _assert_equal(keras_house, job, unbroken)


def _submit(house: House, model: str, **params: Any) -> str:
    return house.submit(recipe="house-prices", model=model, data_set="small", seed=11, params=PARAMS | params)


def _wait_epoch(house: House, job_id: str, epoch: int) -> None:
    house.stack.wait_step(job_id, epoch, timeout_s=LOAD_S)


def _assert_resumed(house: House, job_id: str, *, least: int) -> None:
    """The second attempt went on at the last checkpoint: at most the epoch in which it was interrupted is repeated."""
    steps = [(event.attempt, event.data["step"]) for event in house.stack.events(job_id, "metric")]
    first = [step for attempt, step in steps if attempt == 1]
    second = [step for attempt, step in steps if attempt == 2]
    assert first == list(range(1, len(first) + 1)) and len(first) >= least
    assert second[0] in (len(first), len(first) + 1)
    assert second == list(range(second[0], EPOCHS + 1))


def _assert_equal(house: House, job: dict[str, Any], unbroken: dict[str, Any]) -> None:
    """Same figures to the last digit, and the same network bit for bit where it is asked."""
    for part in EXACT:
        assert job["result"][part] == unbroken["result"][part]
    rooms, age = np.meshgrid(np.linspace(1, 9, 30), np.linspace(0, 80, 30))
    rows = np.stack([rooms.ravel(), age.ravel()], axis=1).astype(np.float32)
    ours, theirs = (_outputs(_network(house, model), rows) for model in (job["model"], unbroken["model"]))
    np.testing.assert_array_equal(ours, theirs)


def _network(house: House, model: str) -> Path:
    file = select(ModelFileRow.sha256).where(ModelFileRow.model == model, ModelFileRow.name.endswith(".onnx"))
    return house.stack.storage.path(house.stack.look(lambda session: session.scalars(file).one()))


def _outputs(network: Path, rows: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(network), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {session.get_inputs()[0].name: rows})[0])


@pytest.mark.slow
def test_a_training_killed_over_its_files_publishes_only_whole_ones(tmp_path: Path) -> None:
    """In the middle of writing the first of them, and once more when all lie there and the job is about to end."""
    with open_house(Ground("embedded"), tmp_path, lease_s=3.0, extra_recipes="tests.failing") as house:
        csv = table_csv(tmp_path).path.read_bytes()
        assert house.client.post("/api/v1/datasets", files={"file": ("a.csv", csv)}, data={"name": "small"}).is_success
        house.stack.start_worker(FAIL_AT="half_a_file,before_finish")

        job_id = _submit(house, "survivor", epochs=10)
        job = house.wait(job_id, timeout_s=3 * LOAD_S)

        assert (job["status"], job["attempt"]) == ("succeeded", 3)
        names = {Path(file["name"]).suffix for file in job["artifacts"]}
        assert {".keras", ".onnx"} <= names
        until(lambda: truth.stray_files(house.stack) == [] and truth.staged_rows(house.stack) == 0, "all is tidy", 15)
        assert truth.damaged_files(house.stack) == []
        assert house.predict("survivor", [{"rooms": 6.0, "age": 30.0}]).status_code == 200
