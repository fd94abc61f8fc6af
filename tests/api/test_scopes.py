"""No route without a scope decision: who may use it is written at the route, and a walk over all of them finds gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from fastapi.routing import APIRoute

from app.access.caller import let_in
from app.access.document import every_route
from app.access.gate import PUBLIC
from app.access.principal import NOBODY, SCOPES, Principal
from app.access.scopes import decisions, needs
from app.serving import fast_path
from app.serving.actions import NAMES
from app.serving.fast_path import FastPath
from tests.api.house import House

# what Starlette serves by itself: the document of the API and the built dashboard's files
FILES = {"/openapi.json", "/assets"}
PAGES = {"/problems/{code}", "/docs", "/{path:path}"}


def routes(house: House) -> Iterator[APIRoute]:
    """Every route of the application that runs code of ours."""
    for route in every_route(house.app.routes):
        if isinstance(route, APIRoute):
            yield route
        else:
            assert getattr(route, "path", "") in FILES, f"{route} is no APIRoute: it cannot carry a scope decision"


def test_every_route_says_exactly_once_who_may_use_it(library: House) -> None:
    found = {(route.path, *sorted(route.methods or ())): list(decisions(route.dependant)) for route in routes(library)}

    assert len(found) > 90, "the walk does not see the routes"
    assert {place: len(said) for place, said in found.items() if len(said) != 1} == {}


def test_only_what_everybody_may_see_is_open(library: House) -> None:
    public = {route.path for route in routes(library) for said in decisions(route.dependant) if said.scope is None}

    assert public == PUBLIC | PAGES


def test_the_document_names_the_scope_of_every_call(library: House) -> None:
    document = library.client.get("/openapi.json").json()
    calls = {(path, method): call for path, methods in document["paths"].items() for method, call in methods.items()}

    assert {place for place, call in calls.items() if "security" not in call} == set()
    assert calls["/api/v1/jobs", "post"]["security"] == [{"key": ["jobs:write"]}, {"session": ["jobs:write"]}]
    assert calls["/api/v1/health/live", "get"]["security"] == []
    assert {"401", "403"} <= set(calls["/api/v1/jobs", "post"]["responses"])
    assert {"401", "403"} <= set(calls["/v2/models/{model}/infer", "post"]["responses"])


def test_a_scope_that_does_not_exist_is_refused_when_the_route_is_made() -> None:
    with pytest.raises(ValueError, match="jobs:red"):
        needs("jobs:red")


def test_the_fast_path_asks_for_the_scope_of_the_routes_it_answers_for(library: House) -> None:
    doors = [route for route in routes(library) if route.path.startswith(fast_path.ROUTE) and route.methods == {"POST"}]
    answered = [route for route in doors if fast_path.PATH.fullmatch(route.path.replace("{model}", "sentiment"))]

    assert len(answered) > 4, "the fast path answers for none of the routes"
    for route in answered:
        assert {said.scope for said in decisions(route.dependant)} == {fast_path.SCOPE}, route.path


@pytest.mark.parametrize("call", ["predict", *NAMES])
@pytest.mark.parametrize("caller", [NOBODY, Principal("abcd1234", "local", frozenset(SCOPES) - {"predict", "admin"})])
def test_the_fast_path_refuses_callers_without_it(library: House, caller: Principal, call: str) -> None:
    assert anyio.run(fast_status, library, caller, call) == 403


def test_the_fast_path_lets_holders_of_it_through(library: House) -> None:
    asking = Principal("abcd1234", "local", frozenset({"predict"}))

    assert anyio.run(fast_status, library, asking, "predict") == 200


async def fast_status(house: House, caller: Principal, call: str) -> int:
    """The status of a call that never reaches the framework."""
    sent: list[dict[str, Any]] = []

    async def framework(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError(f"the fast path handed {scope} on to {receive} and {send}")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b'{"queries": [{"text": "superb"}]}'}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": f"/api/v1/models/sentiment/{call}", "headers": []}
    let_in(scope, caller)
    await FastPath(framework, house.services)(scope, receive, send)
    return int(sent[0]["status"])
