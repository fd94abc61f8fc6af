"""Trainings and pictures on a real GPU: what it is called, what memory it leaves, what it answers when it is full."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from app.jobs.states import Status
from app.jobs.submit import Order
from models.catalog import CARDS
from tests.stack import SOURCE, Stack
from workers.gpus import Gpu
from workers.launcher import tensorflow_environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.usefixtures("gpus")]
PATIENCE_S = 600.0
REVIEWS = {"architecture": "conv1d", "epochs": 3, "batch_size": 256}
FULL = """
import tensorflow as tf
from workers.memory import is_out_of_gpu_memory
try:
    kept = [tf.ones((2**28,)) + number for number in range(4096)]  # a gigabyte each
except tf.errors.ResourceExhaustedError as error:
    print("gpu" if is_out_of_gpu_memory(error) else str(error))
"""
USED = ("nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=0")
TAKES = f"""
import subprocess
import tensorflow as tf
def used():
    return int(subprocess.run({USED!r}, capture_output=True, text=True, check=True).stdout)
before = used()
tf.ones((10,)) + 1
print(used() - before)
"""
MOST_MIB = 2048  # CUDA's own libraries and a first slab; without growth it would be nearly all of the card


@pytest.fixture(scope="module", params=[False, True], ids=["32 bits", "16 bits"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("gpu")
    with Stack(folder, gpu=True, lease_s=30.0, mixed_precision=request.param) as stack:
        stack.start_worker("train")
        yield stack


def test_a_training_computes_on_the_gpu_and_is_served_without_it(house: Stack) -> None:
    row = house.wait(house.place(_order("sentiment", REVIEWS)), timeout_s=PATIENCE_S)

    assert row.status == Status.SUCCEEDED, row.error
    assert row.device is not None and row.device != "cpu"
    assert row.result is not None and row.result["serving"] == "onnx" and row.result["parity"] < 1e-4
    assert row.result.get("precision") == ("mixed_float16" if house.settings.mixed_precision else None)
    assert row.result["metrics"]["accuracy"] > 0.75  # on the packaged reviews; 0.5 is chance


def test_a_second_training_leaves_the_gpu_alone(house: Stack, gpus: list[Gpu]) -> None:
    others = [house.start_worker("train") for _ in gpus]
    try:
        jobs = [house.place(_order("sentiment", REVIEWS | {"epochs": 4}, seed)) for seed in range(2 * len(gpus))]
        rows = [house.wait(job_id, timeout_s=PATIENCE_S) for job_id in jobs]
    finally:
        for worker in others:
            house.kill_tree(worker)

    assert [row.status for row in rows] == [Status.SUCCEEDED] * len(rows)
    assert "cpu" in {row.device for row in rows} and len({row.device for row in rows}) > 1


def test_a_full_gpu_is_recognised() -> None:
    assert _python(FULL) == "gpu"


def test_memory_is_taken_as_needed() -> None:
    assert int(_python(TAKES, **tensorflow_environment(1))) < MOST_MIB


def _python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=SOURCE, env=os.environ | environment, capture_output=True, text=True,
        timeout=300, check=True,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]


def _order(recipe: str, params: dict[str, Any], seed: int = 1) -> Order:
    settings = CARDS[recipe].Params(**params).model_dump(mode="json")
    return Order(kind="train", recipe=recipe, params=settings, seed=seed, owner="local", max_attempts=1)
