"""GPUs as a worker treats them, tried without one: cards from a folder like the driver's, errors like TensorFlow's.

What needs a card is in tests/gpu.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs.states import Status
from tests.stack import SOURCE, Stack
from workers import gpus
from workers.gpus import Gpu

CARDS = [Gpu("GPU-aaaa-1", "NVIDIA H100 80GB HBM3"), Gpu("GPU-bbbb-2", "NVIDIA L4")]
SETTLE = """
import sys, time
from pathlib import Path
from workers.gpus import Gpu, settle
cards = [Gpu(name, "card") for name in sys.argv[3].split(",")]
gpu = settle((sys.argv[1],), Path(sys.argv[2]), cards)
print(gpu.uuid if gpu else "cpu", flush=True)
time.sleep(60)
"""


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like /proc/driver/nvidia/gpus with two cards, on a machine that has CUDA's libraries."""
    for slot, gpu in enumerate(CARDS):
        folder = tmp_path / "gpus" / f"0000:0{slot}:00.0"
        folder.mkdir(parents=True)
        facts = f"Model: \t\t {gpu.name}\nIRQ:   \t\t 42\nGPU UUID: \t {gpu.uuid}\nVideo BIOS: \t 96.00\n"
        (folder / "information").write_text(facts)
    monkeypatch.setattr(gpus, "_has_libraries", lambda: True)
    monkeypatch.delenv(gpus.CHOICE, raising=False)
    (tmp_path / "control").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (None, CARDS), ("0,1", CARDS), ("1", CARDS[1:]), ("GPU-bbbb", CARDS[1:]), ("1,0", CARDS[::-1]),
        ("", []), ("-1", []), ("0,7,1", CARDS[:1]), ("NoDevFiles", []),
    ],
)  # fmt: skip
def test_the_cards_are_those_that_cuda_would_show(
    driver: Path, monkeypatch: pytest.MonkeyPatch, choice: str | None, found: list[Gpu]
) -> None:
    if choice is not None:
        monkeypatch.setenv(gpus.CHOICE, choice)

    assert gpus.present(driver / "gpus", driver / "control") == found


def test_a_container_that_was_given_no_card_has_none(driver: Path) -> None:
    assert gpus.present(driver / "gpus", driver / "not-there") == []


def test_a_card_has_one_training_at_a_time(tmp_path: Path) -> None:
    running = [_settled("train", tmp_path) for _ in range(2)]
    first, second = (process.stdout.readline().strip() for process in running if process.stdout)
    third = _settled("train", tmp_path)
    pictures = _settled("generate", tmp_path)
    try:
        assert {first, second} == {card.uuid for card in CARDS}
        assert third.stdout is not None and third.stdout.readline().strip() == "cpu"
        assert pictures.stdout is not None and pictures.stdout.readline().strip() == CARDS[0].uuid

        running[0].kill()
        running[0].wait()
        after = _settled("train", tmp_path)
        running.append(after)
        assert after.stdout is not None and after.stdout.readline().strip() == first
    finally:
        for process in (*running, third, pictures):
            process.kill()
            process.wait()


def test_a_full_gpu_is_tried_once_more_with_half_the_batch(stack: Stack) -> None:
    job_id = stack.submit(steps=4, trick="gpu_oom", trick_step=3, batch_size=8, fits_batch=4)

    row = stack.wait(job_id)

    assert (row.status, row.attempt) == (Status.SUCCEEDED, 1)
    assert row.result is not None and row.result["batch_size_used"] == 4
    assert row.result["report"]["starts"] == [0, 2]  # it went on from its checkpoint
    assert any("batches of 4" in event.data["message"] for event in stack.events(job_id, "log"))


def test_a_gpu_that_stays_full_fails_the_job_with_advice_and_the_next_gets_a_fresh_process(stack: Stack) -> None:
    job_id = stack.submit(steps=4, trick="gpu_oom", trick_step=3, batch_size=8, fits_batch=3)
    row = stack.wait(job_id, Status.RUNNING)
    spent = row.worker_pid

    row = stack.wait(job_id)

    assert (row.status, row.status_reason, row.attempt) == (Status.FAILED, "gpu_oom", 1)
    assert row.error is not None and "batch_size" in row.error["detail"]
    after = stack.wait(stack.submit(steps=1))
    assert after.status == Status.SUCCEEDED and after.worker_pid != spent


def test_a_run_says_what_it_computes_on(stack: Stack) -> None:
    job_id = stack.submit(steps=1)

    row = stack.wait(job_id)

    assert row.device == "cpu"
    assert any(event.data["message"].endswith("on cpu") for event in stack.events(job_id, "log"))


def _settled(queue: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SETTLE, queue, str(folder / "locks"), ",".join(card.uuid for card in CARDS)]
    return subprocess.Popen(command, cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
