"""B13 by a walk over the OpenAPI document: a route with an id is found by itself, and asked by another owner.

A foreign id is answered as one that nobody has, word for word. A new route fails here until it says in `IDS` or
`EVERYBODYS` whose its ids are, and in `BODIES` what it takes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response

from app.access import keys
from app.access.principal import SCOPES
from app.main import create_app
from tests.api.house import settings_in
from tests.api.street import NOWHERE, TEXT, Street, open_street, said, told

IDS = {
    "job_id": "{job}", "artifact_id": "{artifact}", "comparison_id": "{comparison}", "model": "{model}",
    "upload_id": "{upload}", "webhook_id": "{webhook}", "message_id": "{message}", "version": "1",
    "alias": "production",
}  # fmt: skip
NAMES = {"/datasets/": "{data_set}", "/files/": "network.onnx"}  # what `{name}` is, by what the path holds
EVERYBODYS = {"claim_id", "recipe", "input", "task"}  # of the book; and the sample pictures
BY_THE_CLIENT = {"client_id"}  # names that all owners share: test_client_ids.py
BODIES: dict[str, Any] = {
    "/fork": {"params": {}}, "/steer": {"params": {"strength": 1}}, "/aliases/{alias}": {"version": 1},
    "/webhooks/{webhook_id}": {"name": "mine"}, "/predict": TEXT, "/explain": TEXT, "/infer": {"inputs": []},
    "/generate": {"text_input": "x"}, "/generate_stream": {"text_input": "x"}, ":predict": {"instances": ["x"]},
    ":classify": {"examples": [{"text": "x"}]}, ":regress": {"examples": [{"text": "x"}]},
}  # fmt: skip  # by how the path ends; {} elsewhere
Call = tuple[str, str]


def calls() -> Iterator[tuple[Call, list[str], set[str]]]:
    """Every call: method and path, what is in the path, scopes."""
    with tempfile.TemporaryDirectory() as folder:
        document = create_app(settings_in(Path(folder))).openapi()
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            names = [item["name"] for item in call.get("parameters", []) if item["in"] == "path"]
            scopes = {scope for way in call["security"] for needed in way.values() for scope in needed}
            yield (method.upper(), path), names, scopes


ALL = list(calls())
SCOPED = {call: scopes for call, _, scopes in ALL if scopes}
ADMINS = [call for call, names, scopes in ALL if names and "admin" in scopes]
PRIVATE = [
    call
    for call, names, scopes in ALL
    if names and "admin" not in scopes and not {*names} & (EVERYBODYS | BY_THE_CLIENT) and "/pictures/" not in call[1]
]
CHANGES = ("DELETE", "/cancel", "/retry", "/rotate", "/ping")  # what would not be Alice's house any more
WORDS = {name: value.strip("{}") for name, value in IDS.items()}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Street]:
    """A furnished house; its tests change nothing of Alice's."""
    with open_street(tmp_path_factory.mktemp("foreign"), migrated) as opened:
        yield opened


def ask(client: Client, call: Call, things: dict[str, str]) -> Response:
    """What a caller gets for these things."""
    method, path = call
    name = next((value for part, value in NAMES.items() if part in path), "")
    body: Any = next((value for end, value in BODIES.items() if path.endswith(end)), {})
    filled = path.format(**{**IDS, "name": name}).format(**things)
    return client.request(method, filled, json=body if method in ("POST", "PUT", "PATCH") else None)


def test_the_walk_sees_the_routes() -> None:
    assert len(PRIVATE) > 70
    assert {path for _, path in ADMINS} > {"/api/v1/keys/{key_id}", "/api/v1/workers/{worker}/drain"}


@pytest.mark.parametrize("call", PRIVATE, ids=" ".join)
def test_b13_a_foreign_id_is_answered_as_one_that_nobody_has(street: Street, call: Call) -> None:
    if not any(word in " ".join(call) for word in CHANGES):
        ask(street.alice, call, street.things)  # what she has asked for may be remembered

    foreign, missing = (ask(street.bob, call, things) for things in (street.things, NOWHERE))

    assert foreign.status_code == 404, foreign.text
    assert told(foreign, street.things) == told(missing, NOWHERE)


@pytest.mark.parametrize(
    "call", [call for call in PRIVATE if not any(word in " ".join(call) for word in CHANGES)], ids=" ".join
)
def test_b13_its_owner_gets_another_answer(street: Street, call: Call) -> None:
    hers, his = (ask(client, call, street.things) for client in (street.alice, street.bob))

    assert hers.status_code < 500, hers.text
    assert said(hers) != said(his)


@pytest.mark.parametrize("call", SCOPED, ids=" ".join)
def test_b12_every_scope_but_the_one_it_needs_does_not_open_a_call(street: Street, call: Call) -> None:
    """In the framework and before it; whatever else is wrong with the request."""
    (scope,) = SCOPED[call]
    wish = keys.Wish("all but one", "alice", tuple(name for name in SCOPES if name not in (scope, "admin")))
    with street.house.database.write() as session:
        _, text = keys.create(session, street.house.services.guard.pepper(), wish)
    method, path = call
    filled = re.sub(r"{(\w+)}", lambda found: WORDS.get(found[1], "sentiment"), path)

    response = street.alice.request(
        method, filled, headers={"Authorization": f"Bearer {text}"}, json={} if method in ("POST", "PUT") else None
    )

    assert (response.status_code, scope in response.text) == (403, True), response.text


@pytest.mark.parametrize("call", ADMINS, ids=" ".join)
def test_what_is_the_administrators_is_refused_before_its_id_is_looked_at(street: Street, call: Call) -> None:
    key = street.alice.headers["authorization"][11:19]
    answers = [
        street.bob.request(call[0], call[1].format(key_id=each, worker=each), json={} if call[0] == "POST" else None)
        for each in (key, "nobody00")
    ]

    assert [said(answer) for answer in answers] == [(403, "forbidden_scope")] * 2


def test_a_message_of_anothers_webhook_is_not_in_ones_own(street: Street) -> None:
    webhook = {"webhook": street.bobs["bobs_webhook"]}
    replay = next(call for call in PRIVATE if "{message_id}" in call[1])

    foreign, missing = (ask(street.bob, replay, things | webhook) for things in (street.things, NOWHERE))

    assert foreign.status_code == 404
    assert told(foreign, street.things) == told(missing, NOWHERE)
