"""The GPU part of the suite: `pytest -m slow tests/gpu` on a machine with a card and requirements/worker-gpu.txt."""

from __future__ import annotations

import pytest

from workers.gpus import Gpu, present


@pytest.fixture(scope="session")
def gpus() -> list[Gpu]:
    """The cards of this machine; without one there is nothing to test."""
    found = present()
    if not found:
        pytest.skip("no GPU here, or no CUDA libraries: pip install -r requirements/worker-gpu.txt")
    return found
