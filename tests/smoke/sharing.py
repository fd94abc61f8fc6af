"""Several picture workers share the work: `make smoke SCALE=3` on a compose project of this checkout."""

from __future__ import annotations

import time

from tests.smoke.caller import Caller, Json
from tests.smoke.checks import Failure, document, require
from tests.smoke.deployment import Deployment
from tests.smoke.studio import DREAM

WORKER = "worker-generate"
DREAMS_EACH = 3
PATIENCE_S = 120.0


def shares_the_work(caller: Caller, deployment: Deployment | None, count: int) -> str:
    """Scale the picture workers, queue more dreams than there are of them, count who made them; then scale back."""
    if deployment is None:
        raise Failure("no compose project of this checkout runs at the address")
    deployment.scale(WORKER, count)
    try:
        _wait_for_workers(caller, count)
        started = time.monotonic()
        ids = [_queue_dream(caller, seed) for seed in range(DREAMS_EACH * count)]
        jobs = [_end(caller, job_id) for job_id in ids]
        took_s = time.monotonic() - started
    finally:
        deployment.scale(WORKER, 1)
    made_by: dict[str, int] = {}
    for job in jobs:
        require(job["status"] == "succeeded", f"{job['id']} ended as {job['status']}: {job['error']}")
        made_by[job["worker"]] = made_by.get(job["worker"], 0) + 1
    require(len(made_by) == count, f"{len(ids)} dreams were made by {len(made_by)} of {count} workers: {made_by}")
    return f"{len(ids)} dreams by {count} workers, {sorted(made_by.values())} each, {took_s:.0f} s"


def _wait_for_workers(caller: Caller, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        workers: list[Json] = caller.get("/api/v1/workers").document
        if sum(worker["alive"] and worker["queues"] == ["generate"] for worker in workers) >= count:
            return
        time.sleep(0.5)
    raise Failure(f"{count} workers did not report within {PATIENCE_S:.0f} s")


def _queue_dream(caller: Caller, seed: int) -> str:
    body: Json = {"kind": "generate", "recipe": "deep-dream", "params": DREAM, "seed": seed}
    job_id: str = document(caller.post("/api/v1/jobs", body), 202)["id"]
    return job_id


def _end(caller: Caller, job_id: str) -> Json:
    job: Json = list(caller.events(job_id))[-1].data["resource"]
    return job
