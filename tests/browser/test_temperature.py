"""The forecast page: past, forecast, truth and baseline, and rows of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.jobs.states import Status
from tests.browser.conftest import Open, keep
from tests.stack import Stack

pytestmark = pytest.mark.browser
PARAMS: dict[str, Any] = {"architecture": "dense", "window": 24, "horizon": 6, "epochs": 1, "units": 8}


@pytest.fixture(scope="module", autouse=True)
def trained(stack: Stack) -> None:
    """A small forecasting network over the packaged weather data."""
    wish = {"kind": "train", "recipe": "temperature", "params": PARAMS, "data_set": "weather"}
    answer = stack.client.post("/api/v1/jobs", json=wish)
    answer.raise_for_status()
    assert stack.wait_all([str(answer.json()["id"])], 120)[0].status == Status.SUCCEEDED


def forecast(page: Page) -> str | None:
    """The number at the horizon that the page shows."""
    return page.get_by_test_id("forecast").get_attribute("data-value")


def test_a_forecast_is_drawn_and_the_next_example_moves_it(open_page: Open) -> None:
    page = open_page("/play/temperature")
    expect(page.get_by_test_id("forecast-chart").locator("path.recharts-curve")).not_to_have_count(0)
    expect(page.get_by_test_id("horizon")).to_be_visible()
    expect(page.get_by_test_id("columns").locator("li")).not_to_have_count(0)
    before = forecast(page)
    assert before is not None
    keep(page, "temperature")

    page.get_by_test_id("next-example").click()

    expect(page.get_by_test_id("forecast")).not_to_have_attribute("data-value", before)


def test_pasted_rows_are_checked_and_forecast(open_page: Open) -> None:
    page = open_page("/play/temperature")
    page.get_by_test_id("own-rows").fill("1,2\n3,warm")
    page.get_by_test_id("use-own-rows").click()
    expect(page.get_by_test_id("own-rows")).to_have_attribute("aria-invalid", "true")

    page.get_by_test_id("fill-example").click()
    page.get_by_test_id("use-own-rows").click()

    expect(page.get_by_test_id("back-to-examples")).to_be_visible()
    expect(page.get_by_test_id("forecast")).to_be_visible()


def test_the_page_speaks_chinese_and_fits_a_phone(open_page: Open) -> None:
    page = open_page("/play/temperature", width=380, language="zh-CN", scheme="dark")
    expect(page.get_by_test_id("forecast-chart")).to_be_visible()

    expect(page.locator("main")).to_contain_text("80% 区间")
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    keep(page, "temperature-zh-dark-380")
