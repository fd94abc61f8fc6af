"""Webhooks in the dashboard: made, tested, read in the log, sent again, switched off; by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from standardwebhooks import Webhook

from tests.browser.conftest import Open, keep, pages_of
from tests.browser.test_every_page import AXE
from tests.processes import until
from tests.receiver import Receiver, receiving
from tests.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An API that may call this machine."""
    folder = tmp_path_factory.mktemp("telling")
    with Stack(folder, broker="none", webhook_allow_hosts="127.0.0.1", webhook_retries_s="0.2") as stack:
        stack.start_api()
        yield stack


@pytest.fixture
def visit(browser: Browser, telling: Stack) -> Iterator[Open]:
    """Open a page of that house; the test fails when the page throws."""
    with pages_of(browser, telling) as open_:
        yield open_


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that fails twice and then says 204."""
    with receiving(500, 500, 204) as running:
        yield running


def test_a_webhook_is_made_fails_is_read_about_and_sent_again(visit: Open, receiver: Receiver) -> None:
    page = visit("/system")
    page.get_by_test_id("to-webhooks").click()
    expect(page.get_by_test_id("empty")).to_be_visible()
    keep(page, "webhooks-empty")

    page.get_by_test_id("webhook-url").fill(receiver.url())
    page.get_by_test_id("webhook-name").fill("ledger")
    page.get_by_test_id("webhook-create").press("Enter")
    secret = page.get_by_test_id("new-secret-text").inner_text().strip()
    page.get_by_test_id("new-secret-close").click()
    hook = page.get_by_test_id("webhook")
    hook.get_by_test_id("webhook-ping").click()
    hook.get_by_test_id("webhook-log").click()
    expect(hook.get_by_test_id("delivery-state")).to_contain_text("given up")
    expect(hook.get_by_test_id("webhook-failed")).to_contain_text("1 message")
    hook.get_by_test_id("delivery-open").click()
    expect(hook.get_by_test_id("tries").locator("li")).to_have_count(2)
    expect(hook.get_by_test_id("tries")).to_contain_text("HTTP 500")
    keep(page, "webhooks-given-up")

    hook.get_by_test_id("delivery-replay").click()

    expect(hook.get_by_test_id("delivery-state")).to_contain_text("delivered")
    Webhook(secret).verify(receiver.got[2].body, receiver.got[2].headers)
    hook.get_by_test_id("webhook-switch").click()
    expect(hook.get_by_test_id("webhook-state")).to_contain_text("paused")
    expect(hook.get_by_test_id("webhook-ping")).to_be_disabled()
    hook.get_by_test_id("webhook-remove").click()
    page.get_by_test_id("webhook-remove-confirm").click()
    expect(page.get_by_test_id("empty")).to_be_visible()


def test_an_address_inside_is_refused_with_its_reason(visit: Open) -> None:
    page = visit("/webhooks")
    page.get_by_test_id("webhook-url").fill("https://169.254.169.254/latest")
    page.get_by_test_id("webhook-create").click()

    expect(page.get_by_role("alert")).to_contain_text("no address on the public internet")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_serious_barrier(visit: Open, telling: Stack, receiver: Receiver, scheme: str) -> None:
    receiver.statuses[:] = [204]
    made = telling.client.post("/api/v1/webhooks", json={"url": receiver.url(), "name": "readable"}).json()
    telling.client.post(f"/api/v1/webhooks/{made['id']}/ping")
    until(lambda: receiver.got, "the test message", 10)
    page = visit("/webhooks", scheme=scheme, width=380, language="zh-CN")
    page.get_by_test_id("webhook-log").first.click()
    page.get_by_test_id("delivery-open").first.click()
    expect(page.get_by_test_id("tries").first).to_contain_text("HTTP 204")
    keep(page, f"webhooks-{scheme}-380")

    page.evaluate(Path(AXE).read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    telling.client.delete(f"/api/v1/webhooks/{made['id']}")
