"""One stack a module: starting workers is what takes the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack with one worker group; tests that stop or kill the group start their own."""
    with Stack(tmp_path_factory.mktemp("stack"), max_attempts=3) as running:
        running.start_worker()
        yield running
