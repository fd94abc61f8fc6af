"""Draws the secrets of a deployment at its first start, each into a volume that only its users mount.

A secret that is there stays. One that the operator gives (`docker/own-secrets.yml`) is taken instead of drawn.
The files belong to the program's user and are read by the group 999: PostgreSQL, Redis and what the profiles add.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

PLACES = Path("/secrets")
GIVEN = Path("/run/secrets")
MODES = {
    "database/password": 0o440,
    "broker/password": 0o440,
    "pepper/pepper": 0o400,  # the API's alone
    "store/key_id": 0o440,
    "store/secret": 0o440,
    "grafana/password": 0o440,
}


def draw(name: str, mode: int) -> str:
    """Make one secret; says what was done."""
    given = GIVEN / name.replace("/", "_")
    place = PLACES / name
    if given.exists():
        return _write(place, given.read_text().strip(), mode, "given")
    if place.exists():
        return "kept"
    return _write(place, secrets.token_hex(32), mode, "drawn")


def _write(place: Path, secret: str, mode: int, verdict: str) -> str:
    """Written aside and renamed: a reader finds the whole secret or none."""
    if not secret:
        raise SystemExit(f"the secret given for {place} is empty")
    if place.exists() and place.read_text() == secret:
        return "kept"
    aside = place.with_name(f".{place.name}")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secret)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(aside, mode)  # whatever the umask was
    aside.replace(place)
    return verdict


if __name__ == "__main__":
    for name, mode in MODES.items():
        sys.stdout.write(f"{name}: {draw(name, mode)}\n")
