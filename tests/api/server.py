"""A real uvicorn on a port of its own, in a thread of the test."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import uvicorn

from app.main import create_app
from app.settings import Settings
from tests.api.frames import Frame, frames_in
from tests.api.house import House, settings_in
from tests.processes import until


class Server:
    """Serves a house to real connections."""

    def __init__(self, settings: Settings) -> None:
        self._app = create_app(settings)
        self._settings = settings
        config = uvicorn.Config(
            self._app, port=0, lifespan="on", log_level="warning", backlog=512, timeout_graceful_shutdown=2
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._client = httpx.Client(timeout=10)
        self.url = ""

    @property
    def house(self) -> House:
        """The house behind the server; its client speaks to the real port."""
        return House(self._settings, self._app, self._client)

    def __enter__(self) -> Server:
        self._thread.start()
        until(lambda: self._server.started, "uvicorn has started", 10)
        host, port = self._server.servers[0].sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}"
        self._client.base_url = httpx.URL(self.url)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._client.close()

    @contextmanager
    def listen(self, path: str, **headers: str) -> Iterator[Iterator[Frame]]:
        """The frames of an event stream, as they come."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        with httpx.stream("GET", self.url + path, headers=names, timeout=10) as response:
            assert response.status_code == 200, response.read()
            yield frames_in(response.iter_lines())

    def post(self, path: str, **more: Any) -> httpx.Response:
        """POST over a connection of its own."""
        return httpx.post(self.url + path, timeout=30, **more)


@contextmanager
def serve(folder: Path, migrated: Path, **overrides: Any) -> Iterator[Server]:
    """A house over a copy of a migrated database, behind a real server."""
    before = tempfile.tempdir
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated, folder / "chapterhouse.db")
    try:
        with Server(settings_in(folder, **overrides)) as running:
            yield running
    finally:
        tempfile.tempdir = before
