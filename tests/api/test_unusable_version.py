"""A version whose files are whole but of no use: it says so when asked, and every other model goes on."""

from __future__ import annotations

import pytest

from tests.api import published
from tests.api.house import House
from tests.api.problems import problem
from tests.api.published import publish_version

ASK = {"queries": [{"text": "superb"}]}


def promote(house: House, model: str, version: int) -> None:
    """Move production."""
    assert house.client.put(f"/api/v1/models/{model}/aliases/production", json={"version": version}).is_success


@pytest.fixture
def unusable(house: House, monkeypatch: pytest.MonkeyPatch) -> int:
    """A second version of `broken` whose network is none; both models answer with their first."""
    for model in ("broken", "well"):
        publish_version(house, "sentiment", model)
        assert house.client.post(f"/api/v1/models/{model}/predict", json=ASK).status_code == 200
    files_of = published.files_of
    with monkeypatch.context() as patch:
        patch.setattr(published, "files_of", lambda recipe: {
            name: (kind, b"no network" if name.endswith(".onnx") else content)
            for name, (kind, content) in files_of(recipe).items()
        })  # fmt: skip
        return publish_version(house, "sentiment", "broken")


def test_other_models_move_on_beside_a_version_that_cannot_be_loaded(house: House, unusable: int) -> None:
    promote(house, "broken", unusable)
    problem(house.client.post("/api/v1/models/broken/predict", json=ASK), 409, "model_not_servable")

    promote(house, "well", publish_version(house, "sentiment", "well"))

    assert house.client.post("/api/v1/models/well/predict", json=ASK).json()["version"] == 2
    promote(house, "broken", 1)
    assert house.client.post("/api/v1/models/broken/predict", json=ASK).json()["version"] == 1
