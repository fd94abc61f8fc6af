"""Proves that a deployed Chapterhouse works, from outside: `python3 -m tests.smoke.smoke --url http://127.0.0.1:8000`.

Trains small models under names of their own (`smoke-...`), so that models in production stay as they are.
The exit code is the verdict. Standard library only.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from tests.smoke.caller import Answer, Caller, Json
from tests.smoke.checks import Failure, document, require
from tests.smoke.deployment import Deployment, find_deployment
from tests.smoke.doors import asks_for_keys, shows_metrics
from tests.smoke.predictive import (
    forecasts,
    learns_from_own_data,
    names_a_photo,
    speaks_open_inference,
    tells_a_program,
)
from tests.smoke.resuming import Resuming
from tests.smoke.sharing import shares_the_work
from tests.smoke.studio import draws, dreams

PRICES, SENTIMENT = "smoke-house-prices", "smoke-sentiment"
TRAININGS = {
    PRICES: ("house-prices", {"folds": 2, "passes": 1, "epochs": 5}),
    SENTIMENT: ("sentiment", {"epochs": 2}),
}
REFUSALS: list[tuple[str, str, bytes, int, str]] = [
    ("broken JSON", "/api/v1/jobs", b'{"kind":', 400, "json_invalid"),
    ("not a number", "/api/v1/jobs", b'{"kind":"train","recipe":"sentiment","seed":NaN}', 422, "number_not_finite"),
    ("epochs below 1", "/api/v1/jobs",
     b'{"kind":"train","recipe":"sentiment","params":{"epochs":-1}}', 422, "validation_error"),
    ("unknown recipe", "/api/v1/jobs", b'{"kind":"train","recipe":"horoscope"}', 404, "recipe_not_found"),
    ("unknown model", "/api/v1/models/nobody/predict", b'{"queries":[{"text":"hello"}]}', 404, "model_not_found"),
    ("empty text", f"/api/v1/models/{SENTIMENT}/predict", b'{"queries":[{"text":" "}]}', 422, "text_empty"),
    ("no queries", f"/api/v1/models/{PRICES}/predict", b'{"queries":[]}', 422, "batch_empty"),
]  # fmt: skip


class Smoke:
    """The steps, in order; each gives a sentence about what it saw."""

    def __init__(self, caller: Caller, patience_s: float, deployment: Deployment | None) -> None:
        self._caller, self._patience_s = caller, patience_s
        self._resuming = Resuming(caller, deployment)
        self._versions: dict[str, int] = {}

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """What is done, by name."""
        return [
            ("ready", self.is_ready),
            ("keys", partial(asks_for_keys, self._caller)),
            ("metrics", partial(shows_metrics, self._caller)),
            ("dashboard", self.shows_the_dashboard),
            *((f"train {model}", partial(self.trains, model)) for model in TRAININGS),
            ("models", self.lists_models),
            *((f"predict {model}", partial(self.predicts, model)) for model in TRAININGS),
            *((f"explain {model}", partial(self.explains, model)) for model in TRAININGS),
            ("kill a worker", self._resuming.kills),
            ("predict in bulk", self.predicts_in_bulk),
            ("dream", partial(dreams, self._caller)),
            ("draw", partial(draws, self._caller)),
            ("own data", partial(learns_from_own_data, self._caller)),
            ("photo", partial(names_a_photo, self._caller)),
            ("forecast", partial(forecasts, self._caller)),
            ("program", partial(tells_a_program, self._caller, PRICES)),
            ("open inference", partial(speaks_open_inference, self._caller, SENTIMENT)),
            ("cancel", self.cancels),
            ("bad input", self.refuses_bad_input),
            ("resume", self._resuming.resumes),
        ]

    def is_ready(self) -> str:
        """Wait until the API is ready and workers have reported."""
        deadline = time.monotonic() + self._patience_s
        while time.monotonic() < deadline:
            with suppress(OSError):  # nobody listens yet
                answer, queues = self._caller.get("/api/v1/health/ready"), self._served_queues()
                open_inference = self._caller.get("/v2/health/ready")
                if answer.status == open_inference.status == 200 and {"train", "generate", "interactive"} <= queues:
                    return f"broker {answer.document['broker']}, workers for {', '.join(sorted(queues))}"
            time.sleep(0.5)
        raise Failure(f"not ready with workers within {self._patience_s:.0f} s")

    def shows_the_dashboard(self) -> str:
        """The page answers, with a script that exists; a deep link gives the same page."""
        page = self._caller.get("/")
        script = re.search(rb'src="(/assets/[^"]+\.js)"', page.body)
        if page.status != 200 or script is None:
            raise Failure(f"no built dashboard at /: status {page.status}, {page.body[:200]!r}")
        code = self._caller.get(script[1].decode())
        require(code.status == 200 and len(code.body) > 1000, f"the script of the page: status {code.status}")
        require(self._caller.get("/jobs").body == page.body, "a deep link does not give the page")
        return f"page and script, {len(code.body) / 1e3:.0f} kB"

    def trains(self, model: str) -> str:
        """Submit, follow to the end, and ask for the second half of the events once more."""
        recipe, params = TRAININGS[model]
        job_id = self._submit(recipe, params, model)
        seen = list(self._caller.events(job_id))
        numbers = [event.id for event in seen if event.id]
        require(numbers == list(range(1, len(numbers) + 1)), f"events have gaps: {numbers}")
        require(seen[-1].type == "done", f"the stream ended with {seen[-1].type}")
        job = seen[-1].data["resource"]
        require(job["status"] == "succeeded", f"the training ended as {job['status']}: {job['error']}")
        require(any(event.type == "metric" for event in seen), "no metric among the events")
        again = [event.id for event in self._caller.events(job_id, numbers[len(numbers) // 2]) if event.id]
        require(again == numbers[len(numbers) // 2 + 1 :], f"resumed stream: {again}")
        self._versions[model] = job["result"]["version"]
        require(job["result"]["serving"] == "onnx", f"served by {job['result']['serving']}, not ONNX")
        return f"version {job['result']['version']}, {len(numbers)} events, {job['metrics']['compute_s']:.1f} s"

    def lists_models(self) -> str:
        """The list shows figures and the digest of the data for what was just trained."""
        listed = {model["name"]: model for model in document(self._caller.get("/api/v1/models"), 200)["data"]}
        sentences = []
        for model in TRAININGS:
            require(model in listed, f"{model} is not listed")
            version = listed[model]["production"]
            require(re.fullmatch("[0-9a-f]{64}", version["data"]["sha256"]), f"{model}: no digest of its data")
            require(version["metrics"], f"{model}: no metrics")
            sentences.append(f"{version['data']['name']} {version['data']['sha256'][:8]}")
        return ", ".join(sentences)

    def predicts(self, model: str) -> str:
        """Ask the version that was just trained the examples of its card."""
        queries = self._examples(model)
        path = f"/api/v1/models/{model}/versions/{self._versions[model]}/predict"
        started = time.perf_counter()
        answers = document(self._caller.post(path, {"queries": queries}), 200)["answers"]
        took_ms = (time.perf_counter() - started) * 1e3
        require(len(answers) == len(queries), f"{len(answers)} answers to {len(queries)} queries")
        return f"{answers[0]} in {took_ms:.0f} ms"

    def explains(self, model: str) -> str:
        """Ask what moved the first answer."""
        path = f"/api/v1/models/{model}/explain"
        explanation = document(self._caller.post(path, {"queries": self._examples(model)[:1]}), 200)["explanations"][0]
        parts = explanation.get("words") or explanation.get("features")
        require(parts, f"an empty explanation: {explanation}")
        return f"{len(parts)} contributions"

    def predicts_in_bulk(self) -> str:
        """The same question as a job."""
        path, wish = f"/api/v1/models/{SENTIMENT}/predict", "respond-async"
        job = document(self._caller.post(path, {"queries": self._examples(SENTIMENT)}, Prefer=wish), 202)
        done = list(self._caller.events(job["id"]))[-1].data["resource"]
        require(done["status"] == "succeeded", f"ended as {done['status']}: {done['error']}")
        file = self._caller.get(done["artifacts"][0]["url"])
        require(file.status == 200 and file.body, f"the answers: status {file.status}")
        return f"{done['artifacts'][0]['name']}, {len(file.body)} bytes"

    def cancels(self) -> str:
        """Stop a long training in the middle."""
        job_id = self._submit("house-prices", {"epochs": 1000, "passes": 8, "folds": 10}, "smoke-canceled")
        asked = 0.0
        for event in self._caller.events(job_id):
            if event.type == "metric" and not asked:
                asked = time.monotonic()
                document(self._caller.post(f"/api/v1/jobs/{job_id}/cancel", {}), 202)
        require(asked, "the training ended before it could be canceled")
        status = document(self._caller.get(f"/api/v1/jobs/{job_id}"), 200)["status"]
        require(status == "canceled", f"ended as {status}")
        return f"noticed after {time.monotonic() - asked:.1f} s"

    def refuses_bad_input(self) -> str:
        """Each mistake gets its problem document."""
        for name, path, body, status, code in REFUSALS:
            self._is_problem(name, self._caller.post(path, body), status, code)
        foreign = self._caller.get("/api/v1/health/live", Host="evil.example")
        self._is_problem("foreign Host header", foreign, 400, "host_invalid")
        return f"{len(REFUSALS) + 1} kinds"

    def _is_problem(self, name: str, answer: Answer, status: int, code: str) -> None:
        require(answer.media_type == "application/problem+json", f"{name}: {answer.media_type}")
        got = document(answer, status)["code"]
        require(got == code, f"{name}: code {got} instead of {code}")

    def _submit(self, recipe: str, params: Json, model: str) -> str:
        body = {"kind": "train", "recipe": recipe, "params": params, "model": model}
        job_id: str = document(self._caller.post("/api/v1/jobs", body), 202)["id"]
        return job_id

    def _examples(self, model: str) -> list[Json]:
        examples: list[Json] = document(self._caller.get(f"/api/v1/recipes/{TRAININGS[model][0]}"), 200)["examples"]
        return examples

    def _served_queues(self) -> set[str]:
        answer = self._caller.get("/api/v1/workers")
        workers = answer.document if answer.status == 200 else []
        return {queue for worker in workers if worker["alive"] for queue in worker["queues"]}


def main() -> int:
    """Run every step; the first failure ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    port = os.environ.get("CHAPTERHOUSE_PORT", "8000")
    parser.add_argument("--url", default=os.environ.get("CHAPTERHOUSE_URL", f"http://127.0.0.1:{port}"))
    parser.add_argument("--patience", type=float, default=180, help="seconds to wait until it is ready")
    parser.add_argument("--scale", type=int, default=0, help="only show that so many picture workers share the work")
    options = parser.parse_args()
    deployment = find_deployment(options.url)
    key = os.environ.get("CHAPTERHOUSE_KEY") or (deployment.first_key() if deployment else "")
    caller = Caller(options.url, key)
    if options.scale:
        return run([("share", partial(shares_the_work, caller, deployment, options.scale))])
    return run(Smoke(caller, options.patience, deployment).steps())


def run(steps: list[tuple[str, Callable[[], str]]]) -> int:
    """Run the steps; the first failure ends them."""
    started = time.monotonic()
    for name, step in steps:
        begun = time.monotonic()
        try:
            verdict = step()
        except (Failure, OSError, KeyError, ValueError) as failure:
            sys.stdout.write(f"FAILED  {name}: {type(failure).__name__}: {failure}\n")
            return 1
        sys.stdout.write(f"ok  {time.monotonic() - begun:6.1f} s  {name}: {verdict}\n")
        sys.stdout.flush()
    sys.stdout.write(f"passed in {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
