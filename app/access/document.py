"""Keys and scopes in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.access.scopes import decisions
from app.access.sessions import COOKIE

Json = dict[str, Any]
KEY, SESSION = "key", "session"
SCHEMES: Json = {
    KEY: {"type": "http", "scheme": "bearer", "bearerFormat": "svc_<8>_<43>", "description": "An API key"},
    SESSION: {
        "type": "apiKey", "in": "cookie", "name": COOKIE,
        "description": "A browser that has signed in; calls that change something also carry `X-CSRF-Token`",
    },
}  # fmt: skip


def every_route(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """All routes, also those that included routers keep inside."""
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if inner is None:
            yield route
        else:
            yield from every_route(inner)


def add_security(document: Json, routes: Iterable[BaseRoute]) -> None:
    """Name the two ways to come in, and at each call the scope it needs."""
    document["components"]["securitySchemes"] = SCHEMES
    for route in every_route(routes):
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        scopes = [said.scope for said in decisions(route.dependant) if said.scope is not None]
        for method in route.methods or ():
            operation = document["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                operation["security"] = [{KEY: scopes}, {SESSION: scopes}] if scopes else []
