"""Who is let in: nobody without a key where keys are asked for; and what the measurements say to those who are."""

from __future__ import annotations

from tests.smoke.caller import Caller
from tests.smoke.checks import document, require


def asks_for_keys(caller: Caller) -> str:
    """Without a key nothing is read, and a wrong one opens nothing; an open house says that it is one."""
    stranger = Caller(caller.url)
    answer = stranger.get("/api/v1/jobs")
    if answer.status == 200:
        return "skipped: this house is open"
    require(document(answer, 401)["code"] == "unauthorized", f"without a key: {answer.body[:200]!r}")
    forged = Caller(caller.url, "svc_AAAAAAAA_" + "A" * 43).get("/api/v1/jobs")
    require(forged.status == 401, f"a forged key: status {forged.status}")
    require(stranger.get("/metrics").status == 401, "the measurements are read without a key")
    require(stranger.get("/api/v1/health/ready").status == 200, "readiness asks for a key")
    require(caller.get("/api/v1/jobs").status == 200, "our own key opens nothing: CHAPTERHOUSE_KEY is another's")
    return "401 without one and with a forged one"


def shows_metrics(caller: Caller) -> str:
    """The measurements, in the format of Prometheus."""
    answer = caller.get("/metrics")
    require(answer.status == 200, f"status {answer.status}")
    kinds = [line for line in answer.body.decode().splitlines() if line.startswith("# TYPE chapterhouse_")]
    require(kinds, f"no measurement of ours: {answer.body[:200]!r}")
    return f"{len(kinds)} kinds"
