"""A worker killed in the middle of a training: the job is taken up again from its checkpoint and succeeds.

The lease of the dead worker has to run out first; the other steps run meanwhile.
"""

from __future__ import annotations

from tests.smoke.caller import Caller, Json
from tests.smoke.checks import document, require
from tests.smoke.deployment import Deployment

WORKER = "worker-train"
TRAINING: Json = {
    "kind": "train", "recipe": "house-prices", "model": "smoke-resumed",
    "params": {"folds": 10, "passes": 4, "epochs": 150},
}  # fmt: skip
ENOUGH_STEPS = 5  # epochs that are behind it, and in its checkpoint, before the kill


class Resuming:
    """The two halves of the step, and the job between them."""

    def __init__(self, caller: Caller, deployment: Deployment | None) -> None:
        self._caller, self._deployment = caller, deployment
        self._job_id = ""

    def kills(self) -> str:
        """Kill the containers that train as soon as a job has a checkpoint, and start them again."""
        if self._deployment is None:
            return "skipped: no compose project of this checkout runs at the address"
        self._job_id = document(self._caller.post("/api/v1/jobs", TRAINING), 202)["id"]
        steps = 0
        for event in self._caller.events(self._job_id):
            steps += event.type == "metric"
            if steps == ENOUGH_STEPS:
                break
        require(steps == ENOUGH_STEPS, "the training ended before a worker could be killed")
        self._deployment.kill(WORKER)
        self._deployment.start(WORKER)
        return f"{WORKER}, after {steps} reports of {self._job_id}"

    def resumes(self) -> str:
        """The second attempt goes on behind the checkpoint and ends well."""
        if not self._job_id:
            return "skipped: no worker was killed"
        events = list(self._caller.events(self._job_id))
        job = events[-1].data["resource"]
        require(job["status"] == "succeeded", f"ended as {job['status']}: {job['error']}")
        require(job["attempt"] == 2, f"attempt {job['attempt']} instead of 2")
        reported = [event.data["step"] for event in events if event.type == "metric"]
        require(reported.count(1) == 1, f"it began anew instead of from its checkpoint: {reported}")
        return f"attempt 2, {len(set(reported))} epochs, {len(reported) - len(set(reported))} of them twice"
