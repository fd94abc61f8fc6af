"""Sleeps in steps; each is remembered in the checkpoint, so that a later attempt goes on where this one stopped."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from models.job import Job, Trained
from models.recipe import InputError
from tests.sleepy.card import Params


class ResourceExhaustedError(Exception):
    """What TensorFlow raises under this name, without loading it."""


def train(params: Params, job: Job) -> Trained:
    """Sleep `steps` times; the assets tell where each attempt began."""
    file = job.checkpoint() / "state.json"
    origin = job.origin()
    start = file if file.exists() else origin
    state: dict[str, Any] = json.loads(start.read_text()) if start is not None else {"done": 0, "starts": []}
    state["starts"].append(state["done"])
    _save(file, state)
    for step in range(state["done"] + 1, params.steps + 1):
        _sleep(params.step_s, job, step - 1, params.steps)
        if step == params.trick_step and len(state["starts"]) <= params.trick_attempts:
            _play(params)
        state["done"] = step
        _save(file, state)
        if params.snapshots:
            job.snapshot(step, file, np.full((40, 40, 3), step, np.uint8))
        loss = float("nan") if params.trick == "nan" else 1.0 / step
        job.report(step, params.steps, phase=f"step {step}/{params.steps}", loss=loss)
    job.log("slept well")
    slept = float("inf") if params.trick == "diverge" else float(state["done"])
    return Trained(
        networks={}, probes={}, assets={"state": state}, metrics={"slept": slept},
        report={"starts": state["starts"]}, data={"name": "none"},
    )  # fmt: skip


def _save(file: Path, state: dict[str, Any]) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(state))
    part.replace(file)


def _sleep(seconds: float, job: Job, step: int, total: int) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        job.tick(step, total)
        time.sleep(min(0.02, left))


def _play(params: Params) -> None:
    trick = params.trick
    if trick == "gpu_oom" and params.batch_size > params.fits_batch:
        raise ResourceExhaustedError("OOM when allocating tensor with shape[8,9] by allocator GPU_0_bfc")
    if trick == "deaf":
        time.sleep(3600)
    if trick == "native":
        re.match(r"(a|aa)+$", "a" * 99 + "b")  # for ever, and no other thread runs meanwhile
    if trick == "abort":
        os.abort()
    if trick == "killed":
        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory runs out
    if trick == "memory":
        bytearray(1 << 62)
    if trick == "raise":
        raise ValueError("a secret path: /nowhere/else")
    if trick == "io_error":
        raise OSError(errno.EIO, "Input/output error")
    if trick == "disk_full":
        raise OSError(errno.ENOSPC, "No space left on device")
    if trick == "input_error":
        raise InputError("Too sleepy.", "too_sleepy")
