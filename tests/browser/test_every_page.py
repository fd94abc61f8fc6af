"""Every page in both languages, on a phone, in the dark, by keyboard; accessible as axe sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, keep
from tests.stack import SOURCE

pytestmark = pytest.mark.browser
PAGES = {
    "gallery": "/",
    "play-sentiment": "/play/sentiment",
    "play-news": "/play/news",
    "play-house-prices": "/play/house-prices",
    "play-imagenet": "/play/imagenet",
    "play-imagenet-sees": "/play/imagenet?tab=sees",
    "own-photos": "/play/images",
    "play-text-generator": "/play/text-generator",
    "play-deep-dream": "/play/deep-dream",
    "play-style-transfer": "/play/style-transfer",
    "style-failures": "/play/style-transfer?tab=failures",
    "play-vae": "/play/vae",
    "play-dcgan": "/play/dcgan",
    "verify": "/verify",
    "train": "/train/sentiment",
    "jobs": "/jobs",
    "models": "/models",
    "model": "/models/sentiment",
    "data": "/data",
    "designer": "/designer",
    "designer-plan": "/designer?input=vector&task=binary",
    "lab": "/lab",
    "claims": "/claims",
    "compare": "/compare",
    "system": "/system",
    "storage": "/storage",
    "keys": "/keys",
    "webhooks": "/webhooks",
}
AXE = SOURCE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_serious_barrier(open_page: Open, name: str, scheme: str) -> None:
    page = open_page(PAGES[name], scheme=scheme)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    keep(page, f"{name}-{scheme}-1280")

    page.evaluate(Path(AXE).read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")

    serious = [
        (violation["id"], [node["target"] for node in violation["nodes"]][:3])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name], width=380)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    keep(page, f"{name}-light-380")

    assert page.evaluate("document.documentElement.scrollWidth") <= 380


@pytest.mark.parametrize("name", PAGES)
def test_a_chinese_browser_gets_chinese(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name], language="zh-CN")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    keep(page, f"{name}-zh")

    assert (page.locator("html").get_attribute("lang") or "").startswith("zh")
    shown = page.locator("main").inner_text()  # not the heading alone: a model's name is nobody's language
    assert sum("\u4e00" <= letter <= "\u9fff" for letter in shown) > 20, shown


def test_the_keyboard_reaches_the_playground(open_page: Open) -> None:
    page = open_page("/")
    expect(page.get_by_test_id("try-sentiment")).to_be_visible()

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "try-sentiment":
            break
    page.keyboard.press("Enter")

    page.wait_for_url("**/play/sentiment**")


def test_an_unknown_address_says_so(open_page: Open) -> None:
    page = open_page("/no/such/page")

    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("link").first).to_be_visible()


def test_the_documentation_opens_without_the_internet(open_page: Open) -> None:
    page = open_page("/docs")

    expect(page.locator("#swagger .opblock").first).to_be_visible()
