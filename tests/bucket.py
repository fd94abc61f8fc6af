"""A private S3 service of moto's, as a process of its own that is spoken to over HTTP.

    from tests.bucket import buckets  # a session fixture: `buckets.settings()` names a new bucket in it

It keeps its objects in memory: what was stored is gone after `stop`.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import obstore
import pytest
from obstore.store import S3Store

from tests.processes import free_port, until
from workers.leash import leashed

SECRET = "not-a-secret"


class BucketServer:
    """A running service; the objects of a bucket can be reached past the store, to do them harm."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._names = (f"files-{number}" for number in itertools.count(1))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, again after a stop: all buckets are gone then."""
        command = [sys.executable, "-m", "moto.server", "-p", str(self.port)]
        self._process = subprocess.Popen(leashed(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self._answers, "the S3 service answers", 30)

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)

    def create_bucket(self, name: str = "") -> str:
        """Make an empty bucket; gives its name."""
        name = name or next(self._names)
        assert httpx.put(f"{self.url}/{name}").status_code == 200
        return name

    def settings(self, bucket: str = "") -> dict[str, Any]:
        """The settings of a house whose files lie in this bucket, or in a new one."""
        return {
            "artifacts_url": f"s3://{bucket or self.create_bucket()}/house", "artifacts_endpoint": self.url,
            "artifacts_key_id": "tester", "artifacts_secret": SECRET, "artifacts_allow_http": True,
        }  # fmt: skip

    def overwrite(self, settings: dict[str, Any], sha256: str, content: bytes) -> None:
        """Change the bytes under a digest of that house, past its store."""
        obstore.put(self._objects(settings), f"{sha256[:2]}/{sha256}", content)

    def lose(self, settings: dict[str, Any], sha256: str) -> None:
        """Delete an object of that house, past its store."""
        obstore.delete(self._objects(settings), f"{sha256[:2]}/{sha256}")

    def _objects(self, settings: dict[str, Any]) -> S3Store:
        return S3Store.from_url(
            settings["artifacts_url"], endpoint=self.url, access_key_id="other", secret_access_key="other",
            client_options={"allow_http": True},
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            return httpx.get(self.url).status_code < 500
        except httpx.TransportError:
            return False


@pytest.fixture(scope="session")
def buckets() -> Iterator[BucketServer]:
    """One service for the whole run."""
    server = BucketServer()
    yield server
    server.stop()
