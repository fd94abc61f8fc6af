"""Schemathesis on journeys through the OpenAPI document: what one call gives the next one takes, deletions included.

The links between calls are worked out by Schemathesis from the document. Whatever the order, no server error, and
nothing that the document does not say: for everybody in an open house, for an administrator and for a viewer elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.engine.errors import is_inconsistent_replay

from app.main import create_app
from tests.api.doors import ROOMY, make_key
from tests.api.house import settings_in
from tests.api.server import Server, serve
from tests.api.test_whole_document import CHECKS, fill

Caller = Literal["everybody", "admin", "viewer"]
CALLERS: tuple[Caller, ...] = ("everybody", "admin", "viewer")
RESTARTS = 10
UNLIMITED = ROOMY | {"access": "keys", "limit_predict_per_s": 1e6, "limit_queued": 100_000}


@contextmanager
def opened(folder: Path, migrated: Path, caller: Caller) -> Iterator[tuple[Server, dict[str, str]]]:
    """A filled house behind a real server, and the headers of a caller."""
    access = {} if caller == "everybody" else UNLIMITED
    with serve(folder, migrated, queue_max_jobs=100_000, **access) as server:
        if caller == "everybody":
            fill(server.house)
            yield server, {}
            return
        server.house.client.headers.update(make_key(server.house, "admin").headers)
        fill(server.house)
        yield server, make_key(server.house, caller).headers


def journeys(server: Server, headers: dict[str, str], folder: Path, examples: int, steps: int) -> None:
    """Walk that many journeys of at most so many calls."""
    schema = schemathesis.openapi.from_dict(create_app(settings_in(folder)).openapi())
    walked: list[None] = []
    failures: list[BaseException] = []

    class Journey(schema.as_state_machine()):  # type: ignore[misc]  # made from the document
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": server.url, "headers": headers, "timeout": 20}

        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            # as in test_whole_document: an event stream is one long string in OpenAPI 3.1
            checks = [check for check in CHECKS if check is not CHECKS[-1] or "/events" not in case.path]
            try:
                case.validate_response(response, checks=checks)
            except BaseException as failure:
                failures.append(failure)
                raise

        def teardown(self) -> None:
            walked.append(None)
            super().teardown()

    for attempt in range(RESTARTS + 1):
        try:
            Journey.run(settings=_settings(examples - len(walked), steps, same=attempt == 0))
            break
        except (FlakyStrategyDefinition, AssertionError) as error:
            # the house answers with new ids and times, so Hypothesis cannot always repeat what it began
            if (
                failures
                or attempt == RESTARTS
                or (isinstance(error, AssertionError) and not is_inconsistent_replay(error))
            ):
                raise (failures or [error])[0] from None
        if len(walked) >= examples:
            break
    assert len(walked) >= examples


def _settings(examples: int, steps: int, *, same: bool) -> Any:
    return settings(
        max_examples=max(1, examples), stateful_step_count=steps, deadline=None, derandomize=same, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def test_journeys_end_well(tmp_path: Path, migrated: Path) -> None:
    with opened(tmp_path / "house", migrated, "everybody") as (server, headers):
        journeys(server, headers, tmp_path / "document", examples=12, steps=8)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("caller", CALLERS)
def test_long_journeys_end_well(tmp_path: Path, migrated: Path, caller: Caller) -> None:
    with opened(tmp_path / "house", migrated, caller) as (server, headers):
        journeys(server, headers, tmp_path / "document", examples=150, steps=20)
