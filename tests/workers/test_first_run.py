"""The first start of a new data folder: the quick recipes train by themselves and answer."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from models.catalog import CARDS
from tests.processes import until
from tests.stack import Stack
from workers.first_run import QUICK


@pytest.mark.slow
def test_a_fresh_house_trains_the_quick_models_and_answers(tmp_path: Path) -> None:
    with Stack(tmp_path, broker="none", lease_s=30.0) as stack:
        stack.start("up", [sys.executable, "-m", "workers.cli", "up"])
        log = tmp_path / "up-0.log"

        until(lambda: "curl" in log.read_text(), "the models are trained", 280)

        for name in QUICK:
            queries = {"queries": list(CARDS[name].examples)}
            answer = stack.client.post(f"/api/v1/models/{name}/predict", json=queries)
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["answers"]) == len(CARDS[name].examples)
        jobs = [job for job in stack.client.get("/api/v1/jobs").json()["data"] if job["recipe"] in QUICK]
        assert sorted(job["recipe"] for job in jobs) == sorted(QUICK)  # none twice
        assert all(job["progress"]["fraction"] == 1.0 for job in jobs)
        line = next(line for line in log.read_text().splitlines() if line.startswith("curl"))
        shown = subprocess.run(shlex.split(line), capture_output=True, text=True, check=True, timeout=20)
        assert '"answers"' in shown.stdout
