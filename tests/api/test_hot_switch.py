"""Moving production costs the other models nothing, and waits for a store that is away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.serving import service
from app.serving.loaded import Loaded, load
from app.storage import StoreDownError
from tests.api.house import House, open_house
from tests.api.published import publish_version
from tests.processes import until

MODELS = ("first", "second", "third")


def ask(house: House, model: str) -> int:
    """The version that answers."""
    body = {"queries": [{"text": "superb"}]}
    answer = house.client.post(f"/api/v1/models/{model}/predict", json=body)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


def promote(house: House, model: str, version: int) -> None:
    """Move production."""
    assert house.client.put(f"/api/v1/models/{model}/aliases/production", json={"version": version}).is_success


def test_a_switch_on_a_full_shelf_loads_one_version(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[tuple[str, int]] = []

    def counted(storage: Any, row: Any, *more: Any) -> Loaded:
        loads.append((row.model, row.version))
        return load(storage, row, *more)

    monkeypatch.setattr(service, "load", counted)
    with open_house(tmp_path / "data", migrated, loaded_models=len(MODELS)) as house:
        for model in MODELS:
            publish_version(house, "sentiment", model)
            ask(house, model)
        ask(house, "first")  # asked last: by age alone it would be the last to go
        version = publish_version(house, "sentiment", "first")
        loads.clear()

        promote(house, "first", version)

        assert loads == [("first", 2)]
        assert [ask(house, model) for model in MODELS] == [2, 1, 1]


def test_the_old_version_answers_until_the_store_gives_the_new_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_version(house, "sentiment", "first")
    assert ask(house, "first") == 1
    version = publish_version(house, "sentiment", "first")
    with monkeypatch.context() as patch:
        patch.setattr(service, "load", lambda *_: (_ for _ in ()).throw(StoreDownError()))
        promote(house, "first", version)
        assert ask(house, "first") == 1

    until(lambda: ask(house, "first") == 2, "the new version answers", 10)
