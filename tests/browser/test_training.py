"""Training from the dashboard: live curves, cancel, reload in the middle."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, keep
from tests.stack import Stack

pytestmark = pytest.mark.browser
STATUS = re.compile("succeeded|failed|canceled")


def start(page: Page, **settings: int) -> None:
    """Fill in the form and start."""
    for name, number in settings.items():
        page.get_by_test_id(f"setting-{name}").fill(str(number))
    page.get_by_test_id("start-training").click()
    page.wait_for_url(re.compile("/jobs/job_"))


def test_a_training_shows_its_curves_and_ends(open_page: Open) -> None:
    page = open_page("/train/house-prices")
    start(page, epochs=12)

    expect(page.get_by_test_id("curves")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", "succeeded", timeout=120_000)
    expect(page.get_by_test_id("metrics")).to_be_visible()
    keep(page, "job-succeeded")


def test_a_running_training_survives_a_reload_and_is_canceled(open_page: Open) -> None:
    page = open_page("/train/sentiment")
    start(page, epochs=200, patience=0)
    expect(page.get_by_test_id("curves")).to_be_visible(timeout=90_000)
    keep(page, "job-running")

    page.reload()

    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", "running")
    expect(page.get_by_test_id("curves")).to_be_visible()
    page.get_by_test_id("cancel").click()
    page.get_by_test_id("cancel-confirm").click()
    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", "canceled", timeout=15_000)


def test_the_form_refuses_what_the_server_would(open_page: Open) -> None:
    page = open_page("/train/sentiment")
    page.get_by_test_id("setting-epochs").fill("0")

    expect(page.get_by_test_id("setting-epochs")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("start-training")).to_be_disabled()


def test_a_page_outlives_a_restart_of_the_server(open_page: Open, stack: Stack) -> None:
    page = open_page("/jobs")
    expect(page.get_by_test_id("job-row").first).to_be_visible()
    assert stack.api is not None

    stack.kill_tree(stack.api)
    stack.start_api()
    page.get_by_test_id("job-row").first.get_by_role("link").first.click()

    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", STATUS)
