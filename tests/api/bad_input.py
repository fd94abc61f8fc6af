"""The rows of the bad-input matrix that this release's routes can meet, each with the answer it must get.

Row numbers are those of the design's matrix; rows on files, keys, events and ranges are tested where those are tested,
under names that begin with their row (`test_b56_...`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api.fixtures.documents import MEDIANS

SECRET = "Zq9xWhatThePersonSent"  # no answer may hold what was sent
DOORS = {
    "jobs": "POST /api/v1/jobs",
    "own-id": "PUT /api/v1/jobs/my-own-training-0001",
    "estimate": "POST /api/v1/jobs:estimate",
    "predict": "POST /api/v1/models/sentiment/predict",
    "version": "POST /api/v1/models/sentiment/versions/1/predict",
    "explain": "POST /api/v1/models/sentiment/explain",
    "alias": "PUT /api/v1/models/sentiment/aliases/production",
    "data": "POST /api/v1/datasets",
}
SENTIMENT, HOUSES, JOBS = DOORS["predict"], "POST /api/v1/models/house-prices/predict", DOORS["jobs"]


@dataclass(frozen=True)
class Bad:
    """A bad request and its answer."""

    row: str
    call: str  # "POST /api/v1/jobs"
    status: int
    code: str
    body: bytes | None = None
    pointer: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def jobs(row: str, pointer: str, status: int = 422, code: str = "validation_error", **changes: Any) -> Bad:
    """A job with something wrong."""
    wish = {"kind": "train", "recipe": "sentiment"} | changes
    return Bad(row, JOBS, status, code, json.dumps(wish).encode(), pointer)


def ask(row: str, call: str, query: Any, pointer: str, code: str = "validation_error") -> Bad:
    """A good query, then a bad one."""
    good = {"text": "fine"} if "sentiment" in call else MEDIANS
    return Bad(row, call, 422, code, json.dumps({"queries": [good, query]}).encode(), f"/queries/1{pointer}")


def any_json() -> Iterator[Bad]:
    """What no door takes, whatever is behind it."""
    broken = [b"", b'{"a":', b"{'a':1}", b"[1,]", b'{"a":"\x00"}', b"\xff\xfe", b"nonsense", b'{"a":"\n"}']
    not_finite = [b'{"a":NaN}', b'{"a":Infinity}', b'{"a":-Infinity}', b'{"a":1e999}', b"[[-1e400]]"]
    bad_text = {"B3": [b'{"a":"\\ud800"}', b'{"\\udfff":1}', b'["\\ud800\\ud800"]'], "B4": [b'{"a":"\\u0000"}']}
    for door, call in DOORS.items():
        for number, body in enumerate(broken):
            yield Bad(f"B1-{door}-{number}", call, 400, "json_invalid", body)
        for number, body in enumerate(not_finite):
            yield Bad(f"B2-{door}-{number}", call, 422, "number_not_finite", body)
        for row, bodies in bad_text.items():
            for number, body in enumerate(bodies):
                yield Bad(f"{row}-{door}-{number}", call, 422, "text_invalid_unicode", body)
        yield Bad(f"B5-{door}", call, 400, "json_invalid", b"[" * 100_000)
        yield Bad(f"B6-{door}", call, 400, "json_invalid", b'{"a":' + b"9" * 5000 + b"}")
        yield Bad(f"B7-{door}-twice", call, 422, "validation_error", b'{"a":1,"a":1}')
        yield Bad(f"B7-{door}-list", call, 422, "validation_error", f'["{SECRET}"]'.encode())
        yield Bad(f"B7-{door}-text", call, 422, "validation_error", f'"{SECRET}"'.encode())
        yield Bad(f"B7-{door}-null", call, 422, "validation_error", b"null")
        yield Bad(f"B7-{door}-unknown", call, 422, "validation_error", f'{{"surplus":"{SECRET}"}}'.encode())
        yield Bad(f"B8-{door}", call, 413, "body_too_large", b'"' + b"x" * 1_000_000 + b'"')
        yield Bad(f"B9-{door}-type", call, 415, "media_type_unsupported", b"{}", headers={"Content-Type": "text/xml"})
        yield Bad(f"B9-{door}-latin1", call, 400, "json_invalid", b'{"a":"\xe9"}')


def fields() -> Iterator[Bad]:
    """Wrong fields of jobs and questions."""
    yield jobs("B7-number-as-text", "/seed", seed="1")
    yield jobs("B7-truth-as-number", "/priority", priority=True)
    yield jobs("B7-fraction-as-integer", "/seed", seed=1.5)
    yield jobs("B7-unknown-key", "/surplus", surplus=SECRET)
    yield jobs("B10-5000-wrong-settings", "/params/k0", params={f"k{n}": SECRET for n in range(5000)})
    yield jobs("B16-kind", "/kind", kind=SECRET)
    yield jobs("B16-kind-of-another-recipe", "/kind", code="unknown_kind", kind="generate")
    yield jobs("B16-data-set", "/data_set", 404, "data_set_not_found", data_set="nothing-of-that-name")
    yield jobs("B16-recipe-name", "/recipe", recipe=f"{SECRET} '; DROP TABLE job; --")
    wrong_epochs: tuple[Any, ...] = (-1, 0, 1.5, 10**9, "3", True, None, [], 10**400)
    for value in wrong_epochs:
        yield jobs(f"B17-epochs-{str(value)[:12]}", "/params/epochs", params={"epochs": value})
    for size in (0, 10**6, -5):
        yield jobs(f"B17-batch-{size}", "/params/batch_size", params={"batch_size": size})
    yield jobs("B17-rate-0", "/params/learning_rate", params={"learning_rate": 0})
    yield jobs("B17-dropout", "/params/dropout", params={"dropout": 1.5})
    yield jobs("B17-word", "/params/optimizer", params={"optimizer": SECRET})
    yield jobs("B17-seed", "/seed", seed=2**31)
    yield jobs("B17-deadline", "/deadline_s", deadline_s=0)
    yield jobs("B17-tags", "/tags", tags={f"t{n}": "x" for n in range(21)})
    yield jobs("B28-no-queries", "/params/queries", code="batch_empty", kind="predict", params={"queries": []})
    dream = {"octaves": 0, "steps": 10**6, "octave_scale": 1, "longest_side": 0, "jitter": -1, "base": SECRET}
    for name, value in dream.items():
        yield jobs(f"B49-{name}", f"/params/{name}", kind="generate", recipe="deep-dream", params={name: value})
    layers = {"layers": [{"layer": SECRET}]}
    yield jobs("B49-layer", "/params/layers/0/layer", kind="generate", recipe="deep-dream", params=layers)
    for name, value in {"evaluations": 0, "style_layers": [SECRET], "longest_side": 10**6}.items():
        pointer = "/params/style_layers/0" if name == "style_layers" else f"/params/{name}"
        yield jobs(f"B49-style-{name}", pointer, kind="generate", recipe="style-transfer", params={name: value})
    yield ask("B25-empty", SENTIMENT, {"text": ""}, "/text", "text_empty")
    yield ask("B25-spaces", SENTIMENT, {"text": " \t\n\u2003"}, "/text", "text_empty")
    yield ask("B26-100001-characters", SENTIMENT, {"text": "ab " * 33_334}, "/text", "text_too_long")
    yield ask("B7-text-as-number", SENTIMENT, {"text": 5}, "/text")
    yield ask("B7-no-text", SENTIMENT, {}, "/text")
    yield ask("B7-query-with-more", SENTIMENT, {"text": "a", "surplus": SECRET}, "/surplus")
    yield ask("B7-query-as-text", SENTIMENT, SECRET, "")
    yield ask("B31-a-house-for-a-text", SENTIMENT, MEDIANS, "/text")
    yield ask("B29-12-features", HOUSES, {k: v for k, v in MEDIANS.items() if k != "RM"}, "", "wrong_feature_count")
    yield ask("B29-14-features", HOUSES, MEDIANS | {"ROOMS": 1.0}, "", "wrong_feature_count")
    yield ask("B29-other-names", HOUSES, {name.lower(): 1.0 for name in MEDIANS}, "", "wrong_feature_count")
    for name, value in {"text": SECRET, "null": None, "truth": True, "list": [1]}.items():
        yield ask(f"B30-{name}", HOUSES, MEDIANS | {"RM": value}, "/RM")
    yield ask("B30-1e308", HOUSES, MEDIANS | {"RM": 1e308}, "/RM", "number_out_of_range")
    too_many = json.dumps({"queries": [{"text": SECRET}] * 257}).encode()
    yield Bad("B28-257-queries", SENTIMENT, 422, "batch_too_large", too_many, "/queries")
    yield Bad("B28-0-queries", SENTIMENT, 422, "batch_empty", b'{"queries":[]}', "/queries")
    wrong = json.dumps({"queries": [{"text": 1, "surplus": SECRET}] * 256}).encode()
    yield Bad("B10-512-wrong-fields", SENTIMENT, 422, "validation_error", wrong, "/queries/0/text")


def addresses() -> Iterator[Bad]:
    """Addresses that lead nowhere, and names that nothing can have."""
    for number, name in enumerate(("..%2fx", "%2e%2e%2f", "%2e%2e%2f%2e%2e%2fetc%2fpasswd")):
        yield Bad(f"B15-outside-{number}", f"GET /api/v1/jobs/{name}", 404, "not_found")
    for number, name in enumerate(("1;drop%20table%20job", "a" * 300, "%F0%9F%92%A5", "short", "%00" * 20, "A" * 20)):
        yield Bad(f"B15-job-{number}", f"GET /api/v1/jobs/{name}", 422, "id_invalid")
        yield Bad(
            f"B15-own-id-{number}", f"PUT /api/v1/jobs/{name}", 422, "id_invalid", b'{"kind":"train","recipe":"news"}'
        )
        yield Bad(f"B15-cancel-{number}", f"POST /api/v1/jobs/{name}/cancel", 422, "id_invalid")
    for number, name in enumerate(("1;drop", "a" * 300, "%F0%9F%92%A5", "Upper", "%00", "-a")):
        yield Bad(f"B15-model-{number}", f"GET /api/v1/models/{name}", 422, "id_invalid")
        yield Bad(f"B15-recipe-{number}", f"GET /api/v1/recipes/{name}", 422, "id_invalid")
        yield Bad(
            f"B15-predict-{number}", f"POST /api/v1/models/{name}/predict", 404, "model_not_found", b'{"queries":[]}'
        )
    yield Bad("B22-unknown", "GET /api/v1/models/sentiment/versions/99", 404, "version_not_found")
    for name in ("v0", "-1", "0", "latest", "1.5", str(10**30), "%00"):
        yield Bad(f"B22-{name[:6]}", f"GET /api/v1/models/sentiment/versions/{name}", 422, "id_invalid")
        call = f"POST /api/v1/models/sentiment/versions/{name}/predict"
        yield Bad(f"B22-predict-{name[:6]}", call, 422, "id_invalid", b'{"queries":[{"text":"a"}]}')
    for name, query in (
        ("limit", "0"), ("limit", "1000000"), ("limit", "x"), ("cursor", SECRET), ("cursor", "nan~x"),
        ("cursor", "1.5~%00"), ("status", "asleep"), ("recipe", "%00"), ("sort", "id"), ("statsu", "queued"),
        ("order_by", "1;drop%20table"), ("created_after", "yesterday"),
    ):  # fmt: skip
        code = "cursor_invalid" if name == "cursor" else "validation_error"
        pointer = "/status/0" if name == "status" else f"/{name}"
        yield Bad(f"B60-{name}-{query[:8]}", f"GET /api/v1/jobs?{name}={query}", 422, code, pointer=pointer)
    job = "/api/v1/jobs/job_00000000000000000000000000"
    for after in ("-1", "x", str(10**30)):
        for row, list_of in (("B60", "logs"), ("B61", "events")):
            call = f"GET {job}/{list_of}?after={after}"
            yield Bad(f"{row}-{list_of}-after-{after[:4]}", call, 422, "validation_error", pointer="/after")
    for call in ("PUT /api/v1/models", "DELETE /api/v1/recipes/news", "POST /api/v1/health/live", "POST /",
                 "GET /api/v1/jobs:estimate", "GET /api/v1/models/news/predict", "PATCH /api/v1/jobs",
                 "DELETE /docs", "TRACE /api/v1/jobs"):  # fmt: skip
        yield Bad(f"B63-{call.replace('/', '-')}", call, 405, "method_not_allowed")
    for path in (
        "/api/v1/nothing",
        "/api/v2/jobs",
        "/api/v1/jobs/a/b/c/d",
        "/api/v1/",
        "/api/v9/models",
        "/api/v1/health/lively",
    ):
        yield Bad(f"B63-{path.replace('/', '-')}", f"GET {path}", 404, "not_found")
    yield Bad("B63-long", f"GET /jobs?{'x' * 9000}", 414, "uri_too_long")
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "", "[::2]", "localhost@evil"):
        yield Bad(f"B64-{host}", "GET /api/v1/models", 400, "host_invalid", headers={"Host": host})
