"""Asking the models: every change of the question moves the answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, keep

pytestmark = pytest.mark.browser


def value(page: Page, test_id: str) -> float:
    """The number an element says it shows."""
    shown = page.get_by_test_id(test_id).get_attribute("data-value")
    assert shown is not None
    return float(shown)


def test_the_score_follows_the_review_as_it_is_typed(open_page: Open) -> None:
    page = open_page("/play/sentiment")
    page.get_by_test_id("review").fill("A wonderful, moving, brilliant film. I loved it.")
    expect(page.get_by_test_id("explained-text")).to_contain_text("wonderful")
    liked = value(page, "score")

    page.get_by_test_id("review").fill("A terrible, boring waste of time. The worst film ever, awful acting.")

    expect(page.get_by_test_id("explained-text")).to_contain_text("terrible")
    assert liked > 0.5 > value(page, "score")
    keep(page, "sentiment")


def test_the_curl_line_gives_what_the_page_shows(open_page: Open) -> None:
    page = open_page("/play/sentiment")
    page.get_by_test_id("review").fill("An honest, touching story.")
    expect(page.get_by_test_id("explained-text")).to_contain_text("honest")

    line = page.get_by_test_id("curl").inner_text()

    assert "/api/v1/models/sentiment/predict" in line
    assert "An honest, touching story." in line


def test_news_names_its_topics_and_its_label_set(open_page: Open) -> None:
    page = open_page("/play/news")
    page.get_by_test_id("article").fill("The striker scored twice as the team won the cup final after extra time.")

    expect(page.get_by_test_id("topics")).to_contain_text(re.compile("sport", re.IGNORECASE))
    expect(page.get_by_test_id("label-set")).to_contain_text(re.compile("bbc", re.IGNORECASE))
    keep(page, "news")


def test_a_slider_moves_the_price_and_its_interval(open_page: Open) -> None:
    page = open_page("/play/house-prices")
    expect(page.get_by_test_id("price")).to_be_visible()
    before, interval = value(page, "price"), page.get_by_test_id("interval").inner_text()

    page.get_by_test_id("slider-RM").get_by_role("slider").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")

    expect(page.get_by_test_id("interval")).not_to_have_text(interval)
    assert value(page, "price") > before
    keep(page, "house-prices")


def test_a_shared_address_opens_with_the_same_text(open_page: Open) -> None:
    page = open_page("/play/sentiment")
    page.get_by_test_id("review").fill("Quite good, on the whole.")
    page.wait_for_url(re.compile("Quite"))

    again = open_page(page.url)

    expect(again.get_by_test_id("review")).to_have_value("Quite good, on the whole.")
