"""The GPUs of this machine, found without loading TensorFlow, and which of them a process of a worker uses.

A training has a GPU to itself: its process holds a lock named after the card for as long as it lives, whichever worker
or container of the machine it belongs to. A second training finds the next card, or computes on the CPU.
"""

from __future__ import annotations

import fcntl
import importlib.util
import logging
import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

log = logging.getLogger(__name__)
DRIVER = Path("/proc/driver/nvidia/gpus")
CONTROL = Path("/dev/nvidiactl")  # the driver's folder shows through to every container, this only to those given a GPU
CHOICE = "CUDA_VISIBLE_DEVICES"
PATIENCE_S = 5.0  # a process that ended may hold its lock for a moment longer
LONGEST_NAME = 64
_held: list[IO[str]] = []  # locks go with the process


@dataclass(frozen=True)
class Gpu:
    """A card, by the name that CUDA knows it under everywhere."""

    uuid: str
    name: str


def present(driver: Path = DRIVER, control: Path = CONTROL) -> list[Gpu]:
    """The cards that this process may use, in the order of their slots; `CUDA_VISIBLE_DEVICES` chooses among them."""
    if not control.exists() or importlib.util.find_spec("tensorflow") is None or not _has_libraries():
        return []
    found = [_read(file) for file in sorted(driver.glob("*/information"))]
    return _chosen([gpu for gpu in found if gpu is not None], os.environ.get(CHOICE))


def _has_libraries() -> bool:
    """Whether CUDA's libraries came with TensorFlow, or are the machine's own."""
    if importlib.util.find_spec("nvidia") is not None:
        return True
    return any(Path(folder).glob("libcudnn.so*") for folder in ("/usr/lib/x86_64-linux-gnu", "/usr/local/cuda/lib64"))


def _read(file: Path) -> Gpu | None:
    try:
        facts = dict(re.findall(r"^([\w ]+?):\s+(.+?)\s*$", file.read_text(), re.MULTILINE))
    except OSError:
        return None
    return Gpu(facts["GPU UUID"], facts.get("Model", "GPU")) if "GPU UUID" in facts else None


def _chosen(gpus: list[Gpu], choice: str | None) -> list[Gpu]:
    """CUDA's rule: numbers and beginnings of UUIDs by comma; the first that names no card ends the list."""
    if choice is None:
        return gpus
    chosen: list[Gpu] = []
    for name in filter(None, (part.strip() for part in choice.split(","))):
        by_number = gpus[int(name) : int(name) + 1] if name.isdigit() else []
        match = by_number or [gpu for gpu in gpus if name.startswith("GPU-") and gpu.uuid.startswith(name)]
        if not match:
            break
        chosen.append(match[0])
    return chosen


def settle(queues: tuple[str, ...], locks: Path, gpus: list[Gpu]) -> Gpu | None:
    """Choose the card of this process before it loads TensorFlow, and hide the others; None: it computes on the CPU."""
    if not gpus:
        return None
    gpu = _lock_one(gpus, locks) if "train" in queues else gpus[0]
    os.environ[CHOICE] = gpu.uuid if gpu is not None else "-1"
    if gpu is None:
        log.warning("every GPU has a training already: this process computes on the CPU")
    return gpu


def _lock_one(gpus: list[Gpu], locks: Path) -> Gpu | None:
    locks.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + PATIENCE_S
    while True:
        for gpu in gpus:
            lock = (locks / f"{gpu.uuid}.lock").open("a")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            _held.append(lock)
            return gpu
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.1)


def worker_device() -> str:
    """What a worker says of itself: the names of its cards, or `cpu`."""
    names = [gpu.name for gpu in present()]
    return ", ".join(sorted(set(names)))[:LONGEST_NAME] or "cpu"


def device_in_use() -> str:
    """What TensorFlow computes on in this process; `cpu` where it was not loaded."""
    tensorflow: Any = sys.modules.get("tensorflow")
    cards = tensorflow.config.list_physical_devices("GPU") if tensorflow is not None else []
    if not cards:
        return "cpu"
    details = tensorflow.config.experimental.get_device_details(cards[0])
    return str(details.get("device_name", "GPU"))[:LONGEST_NAME]
