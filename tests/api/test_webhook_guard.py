"""Addresses that a webhook may not have, whatever they are written as: none that leads inside (B59)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from app.webhooks.guard import ForbiddenError, Guard, refuse_inside
from tests.api.house import TRAIN, House, open_house
from tests.api.problems import pointers, problem

FORBIDDEN = [
    "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/",
    "https://localhost/", "https://169.254.169.254/latest/meta-data/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1]/",
    "https://[fe80::1%25lo]/", "https://[fec0::1]/", "https://[::ffff:0:127.0.0.1]/", "https://[::127.0.0.1]/",
    "https://[64:ff9b:1::7f00:1]/", "https://[5f00::1]/", "https://[3fff::1]/", "https://[2001:db8::1]/",
    "https://[ff02::1]/", "https://[::]/", "https://localhost./", "https://017700000001/", "https://0x7f000001/",
    "https://127.0.0.1.:8443/", "https://[0:0:0:0:0:ffff:7f00:1]:8443/", "https://169.254.169.254:8443/",
    "https://198.18.0.1/", "https://240.0.0.1/", "https://93.184.216.34@127.0.0.1/", "https://93.184.216.34;@[::1]/",
    "https://[fd00::1]/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/",
    "https://100.64.0.1/", "https://192.0.0.8/", "https://224.0.0.1/", "https://0.0.0.0/", "https://255.255.255.255/",
    "http://93.184.216.34/", "file:///etc/passwd", "ftp://93.184.216.34/", "gopher://93.184.216.34/",
    "https://user:pass@93.184.216.34/", "https://user@93.184.216.34/", "https://93.184.216.34:22/",
    "https://93.184.216.34:6379/", "https://93.184.216.34:0/", "https://93.184.216.34:99999/", "https:///path",
    "https://93.184.216.34/#part", "https://93.184.216.34\\@127.0.0.1/", "https://93.184.216.34/a b",
    "https://exa\u3002mple.org/", "https://93.184.216.34/\r\nX: y", "https://no-such-host.invalid/", "//93.184.216.34/",
]  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house as it comes: nothing inside is allowed."""
    with open_house(tmp_path_factory.mktemp("guarded"), migrated) as opened:
        yield opened


@pytest.mark.parametrize("url", FORBIDDEN)
def test_an_address_inside_is_refused(house: House, url: str) -> None:
    before = house.counts()

    created = house.client.post("/api/v1/webhooks", json={"url": url})
    named = house.client.post("/api/v1/jobs", json=TRAIN | {"webhook": url})

    for response, pointer in ((created, "/url"), (named, "/webhook")):
        assert pointers(problem(response, 422, "webhook_url_forbidden")) == [pointer]
    assert house.counts() == before


def test_names_of_the_network_inside_are_not_told_apart_from_none(house: House) -> None:
    urls = ["https://localhost/", "https://no-such-host.invalid/", "https://10.0.0.1/"]

    details = {house.client.post("/api/v1/webhooks", json={"url": url}).json()["detail"] for url in urls}

    assert len(details) == 1


@pytest.mark.parametrize("url", ["https://93.184.216.34/hook?x=1", "https://[2606:2800:220:1::1]:8443/"])
def test_a_public_address_is_taken(house: House, url: str) -> None:
    assert house.client.post("/api/v1/webhooks", json={"url": url}).status_code == 201


def test_of_a_name_with_several_addresses_every_one_must_be_public() -> None:
    guard = Guard(Settings(), lambda host, port: ["93.184.216.34", "10.0.0.1"])

    with pytest.raises(ForbiddenError, match="public"):
        guard.target("https://hooks.example.org/")


def test_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    guard = Guard(Settings(), lambda host, port: next(answers))

    target = guard.target("https://rebinding.example.org/hook?a=b")

    assert (target.address, target.host, target.port, target.path) == (
        "93.184.216.34", "rebinding.example.org", 443, "/hook?a=b",
    )  # fmt: skip
    with pytest.raises(ForbiddenError):
        guard.target("https://rebinding.example.org/hook?a=b")


def test_an_operator_may_allow_hosts_and_ports_inside() -> None:
    guard = Guard(Settings(webhook_allow_hosts="Hooks.internal, 10.0.0.1:8080"), lambda host, port: ["10.0.0.1"])

    assert guard.target("http://hooks.internal:9000/").port == 9000
    assert guard.target("http://10.0.0.1:8080/").address == "10.0.0.1"
    for other in ("http://10.0.0.1:8081/", "https://other.internal/", "https://a.hooks.internal/"):
        with pytest.raises(ForbiddenError):
            guard.target(other)


def test_plain_http_is_for_those_who_ask_for_it() -> None:
    guard = Guard(Settings(webhook_allow_http=True), lambda host, port: [host])

    assert guard.target("http://93.184.216.34/").port == 80
    with pytest.raises(ForbiddenError):
        guard.target("http://127.0.0.1/")


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_pass(address: str) -> None:
    refuse_inside(address)
