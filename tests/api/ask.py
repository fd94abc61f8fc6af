"""Asks a published model in a process of its own and tells what that loaded: `python -m tests.api.ask DATA_DIR`."""

from __future__ import annotations

import sys
from pathlib import Path

from fastapi.testclient import TestClient

from app.main import create_app
from tests.api.house import settings_in


def main() -> None:
    """Print the statuses of a predict and an explain call, then the names of all loaded packages."""
    with TestClient(create_app(settings_in(Path(sys.argv[1])))) as client:
        question = {"queries": [{"text": "superb"}]}
        calls = [client.post(f"/api/v1/models/sentiment/{verb}", json=question) for verb in ("predict", "explain")]
    packages = sorted({name.partition(".")[0] for name in sys.modules})
    sys.stdout.write(" ".join([str(call.status_code) for call in calls] + packages))


if __name__ == "__main__":
    main()
