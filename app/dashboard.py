"""The built dashboard as static files: one origin with the API, deep links answered by the same page."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.routing import Match

from app.access.scopes import public
from app.errors import AppError

IMMUTABLE = "public, max-age=31536000, immutable"
API_PREFIXES = ("api/", "v1/", "v2/", "assets/", "problems/", "openapi.json", "metrics")
MISSING = """<!doctype html><html lang="en"><title>Chapterhouse</title><h1>Chapterhouse</h1>
<p>The API runs, but the dashboard is not built here. Run <code>make run</code>.</p>"""


class HashedFiles(StaticFiles):
    """Files whose name holds their hash: they may be kept for ever."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they came
        response.headers["Cache-Control"] = IMMUTABLE
        return response


def _file_of_page(folder: Path, path: str) -> Path | None:
    try:
        file = (folder / path).resolve()
        return file if path and file.is_file() and file.is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):  # a name that no file can have: too long, or with U+0000
        return None


def _nothing_here(request: Request) -> AppError:
    """405 where another method would be answered (this page takes every GET), else 404."""
    methods = [
        method
        for method in ("POST", "PUT", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
    if methods:
        return AppError(405, "method_not_allowed", "Method Not Allowed", headers={"Allow": ", ".join(methods)})
    return AppError(404, "not_found", "There is nothing at this address.")


def mount(app: FastAPI, folder: Path) -> None:
    """Serve the dashboard from `folder`; everything the API does not know is one of its pages."""
    if (folder / "assets").is_dir():
        app.mount("/assets", HashedFiles(directory=folder / "assets"))

    @app.get("/docs", include_in_schema=False, dependencies=[public()])
    async def docs() -> Response:
        return _html(folder / "docs.html")

    @app.get("/{path:path}", include_in_schema=False, dependencies=[public()])
    async def page(request: Request, path: str) -> Response:
        if path.startswith(API_PREFIXES):
            raise _nothing_here(request)
        file = _file_of_page(folder, path)
        if file is not None:
            return FileResponse(file, headers={"Cache-Control": "no-cache"})
        return _html(folder / "index.html")


def _html(file: Path) -> Response:
    if not file.is_file():
        return HTMLResponse(MISSING)
    return FileResponse(file, headers={"Cache-Control": "no-cache"})
