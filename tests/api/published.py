"""Publishes the fixture networks through the real code: a claimed job, staged files, one commit that ends it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.jobs import finish
from app.registry.publish import ModelFile, Release, publish
from app.storage import stage
from tests.api.fixtures.documents import ASSETS, NETWORKS
from tests.api.house import House

FIXTURES = Path(__file__).parent / "fixtures"


def files_of(recipe: str) -> dict[str, tuple[str, bytes]]:
    """Media type and bytes of each file of a version, by name."""
    networks = {
        f"{name}.onnx": ("application/octet-stream", (FIXTURES / f"{recipe}-{name}.onnx").read_bytes())
        for name in NETWORKS[recipe]
    }
    documents = {
        f"{name}.json": ("application/json", json.dumps(asset).encode()) for name, asset in ASSETS[recipe].items()
    }
    return {**networks, **documents}


def publish_version(house: House, recipe: str, model: str | None = None, **changes: Any) -> int:
    """Train nothing, publish the fixture: gives the number of the new version."""
    row = house.start(recipe=recipe, model=model or recipe)
    stored = {}
    for name, (media_type, content) in files_of(recipe).items():
        stored[name] = stage(house.database, house.services.storage, row.id, row.attempt, name, media_type, content)
    release: dict[str, Any] = {
        "serving": "onnx", "metrics": {"accuracy": 0.9}, "report": {"confusion": [[1, 0], [0, 1]]},
        "data": {"name": "fixture", "rows": 2}, "question": {}, "parity": 0.0,
        "files": tuple(
            ModelFile(name, files_of(recipe)[name][0], file.sha256, file.bytes) for name, file in stored.items()
        ),
    }  # fmt: skip
    with house.database.write() as session:
        ended = finish.succeed(session, row.id, row.attempt, {"metrics": release["metrics"]}, compute_s=2.0)
        assert ended is not None
        version = publish(session, ended, Release(**release | changes))
        ended.result = {"metrics": release["metrics"], "model": version.model, "version": version.version}
        return version.version
