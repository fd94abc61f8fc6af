"""A running Chapterhouse to measure, kept between runs so that training is paid once."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.jobs.states import Status
from tests.stack import Stack

BENCH_STACK = Path(tempfile.gettempdir()) / "chapterhouse-bench"


@contextlib.contextmanager
def trained_stack(folder: Path, *, worker: bool = False) -> Iterator[Stack]:
    """API (and worker, when asked for) with a sentiment model in production."""
    folder.mkdir(parents=True, exist_ok=True)
    with Stack(folder, lease_s=30.0, reconcile_s=5.0, republish_s=60.0) as stack:
        stack.start_api()
        if stack.client.get("/api/v1/models/sentiment").status_code != 200 or worker:
            stack.start_worker()
        if stack.client.get("/api/v1/models/sentiment").status_code != 200:
            job = stack.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "sentiment"}).json()
            assert stack.wait(job["id"], timeout_s=600).status == Status.SUCCEEDED
            if not worker:
                stack.kill_tree(stack.processes[-1])
        yield stack
