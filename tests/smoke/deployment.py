"""The compose project of this checkout, when it is what runs at the address: its first key, and its workers to kill."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.smoke.checks import Failure

PROJECT = Path(__file__).parent.parent.parent
TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Deployment:
    """`docker compose` on the project."""

    docker: str

    def first_key(self) -> str:
        """The administrator's key that `migrate` made."""
        return self.compose("exec", "-T", "api", "cat", "/data/admin.key").strip()

    def kill(self, service: str) -> None:
        """SIGKILL every container of a service."""
        self.compose("kill", service)

    def start(self, service: str) -> None:
        """Start the containers of a service again."""
        self.compose("start", service)

    def scale(self, service: str, count: int) -> None:
        """Run so many containers of a service; the others stay as they are."""
        self.compose("up", "-d", "--no-deps", "--no-recreate", "--no-build", "--scale", f"{service}={count}", service)

    def compose(self, *arguments: str) -> str:
        """What a command prints.

        Raises:
            Failure: it says no.
        """
        command = [self.docker, "compose", *arguments]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        if done.returncode != 0:
            raise Failure(f"`docker compose {' '.join(arguments)}` ended with {done.returncode}: {done.stderr[-500:]}")
        return done.stdout


def find_deployment(url: str) -> Deployment | None:
    """The project of this checkout, if one of its containers is what answers at the address."""
    docker = shutil.which("docker")
    address = urlsplit(url)
    if docker is None or address.hostname not in ("localhost", "127.0.0.1", "::1"):
        return None
    deployment = Deployment(docker)
    try:
        lines = deployment.compose("ps", "--format", "json", "api").splitlines()
    except (Failure, subprocess.TimeoutExpired):  # no engine here, or no compose
        return None
    published = {publisher["PublishedPort"] for line in lines for publisher in json.loads(line)["Publishers"] or []}
    return deployment if (address.port or 80) in published else None
