"""The predictive models of a deployment: a person's own table, a photo, the weather, and other servers' protocols."""

from __future__ import annotations

import ast
import base64
import random

from tests.smoke.caller import Answer, Caller, Json
from tests.smoke.checks import document, require

OWN, PHOTO, WEATHER = "smoke-own", "smoke-imagenet", "smoke-weather"
BOUNDARY = "smokesmokesmoke"


def learns_from_own_data(caller: Caller) -> str:
    """Upload a table, have it checked, plan a network, train it, ask it."""
    upload = document(_send_file(caller, "/api/v1/uploads", "flowers.csv", _table()), 201)["id"]
    profile = document(caller.post("/api/v1/datasets:check", {"upload": upload}), 200)
    require(profile["rows"] == 120, f"the check counts {profile['rows']} rows of 120")
    name = f"smoke-flowers-{random.Random().randrange(16**8):08x}"
    document(caller.post("/api/v1/datasets", {"name": name, "upload": upload}), 201)
    plan = document(caller.post("/api/v1/designer/plan", {"input": "vector", "task": "binary", "data_set": name}), 200)
    require(plan["last_layer"]["activation"] == "sigmoid", f"the plan ends in {plan['last_layer']}")
    job = _trained(caller, "designer", plan["params"] | {"epochs": 3}, OWN, name)
    query = {"features": {"petal": 4.5, "sepal": 1.0, "colour": "blue"}}
    answer = document(_ask(caller, OWN, job, "predict", {"queries": [query]}), 200)["answers"][0]
    require(answer["label"] in ("iris", "rose"), f"the answer is {answer}")
    return f"{profile['rows']} rows, {plan['architecture']}, {answer['label']}"


def names_a_photo(caller: Caller) -> str:
    """A sample photo of a cat, sent in base64."""
    job = _trained(caller, "imagenet", {}, PHOTO)
    photo = caller.get("/api/v1/pictures/chelsea")
    require(photo.status == 200, f"the sample photo: status {photo.status}")
    query = {"image": base64.b64encode(photo.body).decode()}
    answer = document(_ask(caller, PHOTO, job, "predict", {"queries": [query]}), 200)["answers"][0]
    require("cat" in answer["label"].lower(), f"a cat is called {answer['label']}")
    return f"{answer['label']} {answer['scores'][0]['score']:.2f}"


def forecasts(caller: Caller) -> str:
    """A small network over the packaged weather, asked an example of its own."""
    job = _trained(caller, "temperature", {"architecture": "dense", "epochs": 1}, WEATHER)
    model = document(caller.get(f"/api/v1/models/{WEATHER}"), 200)
    example = model["production"]["question"]["examples"][0]
    query = {"window": example["window"], "start": example["start"]}
    steps = document(_ask(caller, WEATHER, job, "predict", {"queries": [query]}), 200)["answers"][0]["steps"]
    require(
        steps and all(step["low"] <= step["value"] <= step["high"] for step in steps), f"the forecast is {steps[:1]}"
    )
    return f"{len(steps)} steps, {steps[-1]['value']:.1f} in {steps[-1]['hours']:g} h"


def tells_a_program(caller: Caller, model: str) -> str:
    """The last training of a model as a plain Keras program that parses."""
    job_id = document(caller.get(f"/api/v1/models/{model}"), 200)["production"]["job_id"]
    program = caller.get(f"/api/v1/jobs/{job_id}/script")
    require(program.status == 200, f"the program: status {program.status}")
    ast.parse(program.body)
    return f"{program.body.count(10)} lines"


def speaks_open_inference(caller: Caller, model: str) -> str:
    """A text in a tensor, its label in another."""
    tensors = [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["A wonderful film"]}]
    answer = document(caller.post(f"/v2/models/{model}/infer", {"inputs": tensors}), 200)
    outputs = {output["name"]: output["data"] for output in answer["outputs"]}
    require(outputs["label"][0] in ("positive", "negative"), f"the label is {outputs['label']}")
    return f"{outputs['label'][0]} {max(outputs['probabilities']):.2f}"


def _table() -> bytes:
    rng = random.Random(7)
    lines = ["petal,sepal,colour,label"]
    for number in range(120):
        iris = number % 2
        petal, colour = (
            rng.gauss(4.5 if iris else 2.0, 0.6),
            rng.choice(["blue", "white"] if iris else ["red", "white"]),
        )
        lines.append(f"{petal:.2f},{rng.uniform(0.5, 1.5):.2f},{colour},{'iris' if iris else 'rose'}")
    return "\n".join(lines).encode()


def _send_file(caller: Caller, path: str, name: str, content: bytes) -> Answer:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return caller.post(path, body, **{"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})


def _trained(caller: Caller, recipe: str, params: Json, model: str, data_set: str | None = None) -> Json:
    body: Json = {"kind": "train", "recipe": recipe, "params": params, "model": model}
    body |= {"data_set": data_set} if data_set else {}
    job_id = document(caller.post("/api/v1/jobs", body), 202)["id"]
    job: Json = list(caller.events(job_id))[-1].data["resource"]
    require(job["status"] == "succeeded", f"{recipe} ended as {job['status']}: {job['error']}")
    return job


def _ask(caller: Caller, model: str, job: Json, verb: str, body: Json) -> Answer:
    """Ask the version that was just trained."""
    return caller.post(f"/api/v1/models/{model}/versions/{job['result']['version']}/{verb}", body)
