"""Schemathesis over every call of the OpenAPI document: no server error, nothing that the document does not say."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import create_app
from tests.api.fixtures.documents import NETWORKS
from tests.api.house import TRAIN, House, settings_in
from tests.api.published import publish_version
from tests.api.server import Server, serve

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12  # of each call
EXAMPLE_JOB = "job_01jd8x1m3c9v5r7t2k4n6p8q0s"  # the example of a job's id in the document


def fill(house: House) -> None:
    """Models to ask, and a job that has ended under the id that the document gives as an example."""
    for recipe in NETWORKS:
        publish_version(house, recipe)
    house.client.put(f"/api/v1/jobs/{EXAMPLE_JOB}", json=TRAIN)
    house.client.post(f"/api/v1/jobs/{EXAMPLE_JOB}/cancel")


def operations() -> list[Any]:
    """Every call of the document but those that take away, or set going, what the others ask for."""
    with tempfile.TemporaryDirectory() as folder:
        document = create_app(settings_in(Path(folder))).openapi()
    schema = schemathesis.openapi.from_dict(document).exclude(method="DELETE").exclude(path_regex="/retry$")
    return [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # ours has no errors


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Server]:
    """A filled house behind a real server."""
    with serve(tmp_path_factory.mktemp("whole"), migrated, queue_max_jobs=100_000) as server:
        fill(server.house)
        yield server


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_every_call_answers_as_the_document_says(whole: Server, operation: Any) -> None:
    # An event stream is one long string in OpenAPI 3.1; Schemathesis holds each event of it against that string.
    checks = [check for check in CHECKS if check is not response_schema_conformance or "/events" not in operation.path]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def answers(case: Any) -> None:
        case.call_and_validate(base_url=whole.url, checks=checks, timeout=20)

    answers()
