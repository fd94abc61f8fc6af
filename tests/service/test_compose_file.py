"""What every service of docker-compose.yml keeps, those of the profiles too: a new one cannot forget it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it has no types

from tests.stack import SOURCE

COMPOSE: dict[str, Any] = yaml.safe_load((SOURCE / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = re.compile(r"chapterhouse-(api|worker|worker-gpu):")  # these images name a user without rights themselves
ONE_SHOT = ("secrets", "migrate", "scrape-key")
WITHOUT_CHECK = ("prometheus", "grafana")
SECRET = re.compile("PASSWORD|SECRET|KEY_ID|TOKEN|AUTH")


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return request.param, SERVICES[request.param]


def test_it_has_no_rights_and_nothing_to_write_on_but_its_volumes(service: tuple[str, dict[str, Any]]) -> None:
    _, asked = service

    assert asked["read_only"] is True and asked["cap_drop"] == ["ALL"] and "cap_add" not in asked
    assert asked["security_opt"] == ["no-new-privileges:true"] and not asked.get("privileged")
    assert OURS.match(asked["image"]) or re.fullmatch("[1-9][0-9]*:[0-9]+", asked["user"])
    assert not any("docker.sock" in str(volume) for volume in asked["volumes"])


def test_it_has_limits_and_time_to_stop(service: tuple[str, dict[str, Any]]) -> None:
    _, asked = service

    assert asked["mem_limit"] and asked["pids_limit"] and asked["stop_grace_period"]
    assert asked["logging"]["options"]["max-size"]


def test_workers_leave_the_cores_to_those_who_answer(service: tuple[str, dict[str, Any]]) -> None:
    name, asked = service

    assert asked.get("cpu_shares", 1024) == (256 if name.startswith("worker-") else 1024)


def test_no_secret_is_in_its_environment_or_its_command(service: tuple[str, dict[str, Any]]) -> None:
    _, asked = service

    for name, value in asked.get("environment", {}).items():
        assert not SECRET.search(name) or name.endswith("_FILE"), f"{name} is a secret in an environment"
        assert not re.search(r"://[^/@]*:[^/@]+@", str(value)), f"{name} holds a password"
    assert not re.search(r"\$\{[A-Z_]*(PASSWORD|SECRET|KEY)", str(asked.get("command", "")))


def test_it_is_reached_from_this_machine_only(service: tuple[str, dict[str, Any]]) -> None:
    _, asked = service

    assert all(str(port).startswith("127.0.0.1:") for port in asked.get("ports", []))
    if "ports" not in asked:
        assert asked.get("networks", ["inside"]) == ["inside"]


def test_somebody_looks_whether_it_is_well(service: tuple[str, dict[str, Any]]) -> None:
    name, asked = service

    if name in ONE_SHOT:
        assert asked["healthcheck"] == {"disable": True} and asked["restart"] == "on-failure"
    else:
        assert OURS.match(asked["image"]) or name in WITHOUT_CHECK or asked["healthcheck"]["test"]


def test_volumes_of_secrets_are_written_by_who_draws_them_only() -> None:
    writers = {
        volume.split(":")[0]: name
        for name, asked in SERVICES.items()
        for volume in asked["volumes"]
        if isinstance(volume, str) and re.match("[a-z]+-secret:|pepper:", volume) and not volume.endswith(":ro")
    }

    assert {name for volume, name in writers.items() if volume != "scrape-secret"} == {"secrets"}
    assert writers["scrape-secret"] == "scrape-key"
    readers = {name for name, asked in SERVICES.items() if any("pepper" in str(volume) for volume in asked["volumes"])}
    assert readers == {"secrets", "migrate", "api", "scrape-key"}
