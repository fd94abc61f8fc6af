"""The lines of the log: what they belong to, and what never gets into them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from app.http.problems import translate
from app.logs import Lines, configure
from tests.api.house import House, open_house, settings_in

KEY = "svc_Zk3f9QaB_" + "x" * 43
COOKIE, SIGNS = "ses_" + "y" * 43, "whsec_" + "z" * 43 + "="
log = logging.getLogger("tests.logs")


@pytest.fixture(autouse=True)
def usual_logs() -> Iterator[None]:
    """Leave the logs of this process as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def written(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines since the last look."""
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_record_is_one_line_whatever_is_in_it(
    format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(settings_in(tmp_path, log_format=format))

    log.warning("began\n2026-01-01 ERROR forged\r\x1b[31m\u202e\x85end")

    (line,) = written(capsys)
    assert line.isprintable()


@pytest.mark.parametrize("format", ["text", "json"])
def test_keys_and_passwords_are_masked(format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(settings_in(tmp_path, log_format=format))

    log.warning("%s then %s", COOKIE, SIGNS)
    log.warning("%s called redis://:hush@redis:6379/0 and %s", KEY, "postgresql://me:hush@postgres/name")
    try:
        raise RuntimeError(f"refused {KEY}")
    except RuntimeError:
        log.exception("no")

    text = "\n".join(written(capsys))
    assert not any(secret in text for secret in (KEY, COOKIE, SIGNS, "hush"))
    assert "redis://***@redis:6379/0" in text and "refused ***" in text


def test_a_line_of_a_traceback_cannot_pass_for_a_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(settings_in(tmp_path))

    try:
        raise RuntimeError("broken\n2026-01-01 00:00:00,000 ERROR app forged")
    except RuntimeError:
        log.exception("no")

    first, *rest = written(capsys)
    assert first.endswith("ERROR tests.logs no") and rest
    assert all(line.startswith("  | ") for line in rest)


def test_configuring_again_does_not_double_the_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(settings_in(tmp_path))
    configure(settings_in(tmp_path))

    log.warning("once")

    assert len(written(capsys)) == 1
    assert sum(isinstance(handler, Lines) for handler in logging.getLogger().handlers) == 1


def test_a_fault_of_ours_is_told_by_its_place_and_not_by_what_was_sent(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("what somebody sent")

    configure(settings_in(house.settings.data_dir, log_format="json"))
    monkeypatch.setattr(house.services.serving, "known", broken)
    written(capsys)

    response = house.client.post("/api/v1/models/sentiment/predict", json={"queries": [{"text": "a"}]})

    assert response.status_code == 500
    fault, request = [json.loads(line) for line in written(capsys)]
    assert {fault["request_id"], request["request_id"]} == {response.headers["X-Request-Id"]}
    assert "somebody" not in str(fault)
    assert fault["traceback"].endswith("builtins.ValueError") and "in broken" in fault["traceback"]
    assert (request["status"], request["route"]) == (500, "/api/v1/models/{model}/predict")


@pytest.mark.parametrize(("tells_all", "expected"), [(False, 0), (True, 1)])
def test_requests_are_told_when_asked(
    tells_all: bool, expected: int, tmp_path: Path, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_house(tmp_path / "house", migrated, access_log=tells_all) as opened:
        written(capsys)
        opened.client.get("/api/v1/recipes")

    assert len([line for line in written(capsys) if "GET /api/v1/recipes 200" in line]) == expected


def test_a_replica_may_be_asked_by_the_address_that_it_is_reached_at(tmp_path: Path, migrated: Path) -> None:
    """As Prometheus does, which finds replicas in the DNS; see also the hosts B64 of test_bad_input.py."""
    from fastapi.testclient import TestClient

    from app.main import create_app

    with open_house(tmp_path / "house", migrated) as opened:
        settings = opened.settings.model_copy(update={"allowed_hosts": "api", "access": "open"})
        client = TestClient(create_app(settings), base_url="http://172.18.0.3")
        assert client.get("/api/v1/health/live").status_code == 200
        assert client.get("/api/v1/health/live", headers={"Host": "172.18.0.4"}).status_code == 400
        assert client.get("/api/v1/health/live", headers={"Host": "evil.example"}).status_code == 400


class Violated(Exception):
    """As psycopg tells of a row that is there already."""

    sqlstate = "23505"


def test_what_postgresql_quotes_of_a_row_is_not_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(settings_in(tmp_path))
    quoted = Violated("duplicate key value\nDETAIL:  Key (name)=(nobody-elses-business) already exists.")

    refusal = translate(IntegrityError("INSERT", {}, quoted))

    (line,) = written(capsys)
    assert "Violated 23505" in line and "business" not in line
    assert (refusal.status, "business" in refusal.detail) == (503, False)
