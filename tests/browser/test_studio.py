"""The studio by mouse and keyboard: dreams, styles, text, the map of a VAE, the epochs of a GAN, and the proof."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, keep

pytestmark = pytest.mark.browser
LONG = 150_000  # TensorFlow is loaded for the first picture
SMALL_DREAM = {"longest_side": 160, "octaves": 2, "steps": 10}
SMALL_STYLE = {"longest_side": 128, "evaluations": 8}


def address(recipe: str, **settings: object) -> str:
    """The page with these settings in its address, as a share link has them."""
    return f"/play/{recipe}?" + "&".join(f"{name}={quote(json.dumps(value))}" for name, value in settings.items())


def wait_for_result(page: Page) -> None:
    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", "succeeded", timeout=LONG)
    expect(page.get_by_test_id("before-after")).to_be_visible()


def test_a_dream_grows_and_is_verified(open_page: Open, tmp_path: Path) -> None:
    page = open_page(address("deep-dream", **SMALL_DREAM))
    page.get_by_test_id("picture-photo-coffee").click()
    page.get_by_test_id("dream").click()
    page.wait_for_url(re.compile("job=job_"))
    wait_for_result(page)
    keep(page, "dream-result")

    slider = page.get_by_test_id("before-after")
    before = slider.get_attribute("aria-valuenow")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuenow") != before

    with page.expect_download() as download:
        page.get_by_test_id("download-dream.png").first.click()
    picture = tmp_path / "dream.png"
    download.value.save_as(picture)
    page.goto("/verify")
    page.locator("input[type=file]").first.set_input_files(picture)
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-state", "equal", timeout=LONG)
    expect(page.get_by_test_id("receipt")).to_be_visible()
    keep(page, "verify-equal")


def test_a_running_dream_is_found_again_changed_and_stopped(open_page: Open) -> None:
    page = open_page(address("deep-dream", **{"longest_side": 640, "steps": 100}))
    page.get_by_test_id("dream").click()
    page.wait_for_url(re.compile("job=job_"))
    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", "running", timeout=LONG)
    expect(page.get_by_test_id("live-picture")).to_have_attribute("data-frame", re.compile("."), timeout=LONG)

    page.reload()

    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", "running")
    keep(page, "dream-running")
    page.get_by_test_id("cancel").click()
    confirm = page.get_by_test_id("cancel-confirm")
    if confirm.is_visible():
        confirm.click()
    expect(page.get_by_test_id("job-status")).to_have_attribute("data-status", "canceled", timeout=60_000)
    expect(page.get_by_test_id("result-picture").or_(page.get_by_test_id("live-picture")).first).to_be_visible()


def test_a_style_is_transferred_without_typing(open_page: Open) -> None:
    page = open_page(address("style-transfer", **SMALL_STYLE))
    page.get_by_test_id("picture-content-chelsea").click()
    page.get_by_test_id("picture-style-mosaic").click()
    page.get_by_test_id("transfer").click()
    page.wait_for_url(re.compile("job=job_"))

    wait_for_result(page)

    keep(page, "style-result")
    shared = page.url
    again = open_page(shared.split("/", 3)[3].join(["/", ""]))
    expect(again.get_by_test_id("job-status")).to_have_attribute("data-status", "succeeded")


def test_a_wrong_file_is_explained(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(b"GIF89a" + bytes(100))
    page = open_page("/play/deep-dream")

    page.locator("#upload-photo").set_input_files(file)

    expect(page.get_by_test_id("error")).to_contain_text("PNG, JPEG")


def test_text_streams_in(open_page: Open) -> None:
    page = open_page("/play/text-generator")
    page.get_by_test_id("example-1").click()
    page.get_by_test_id("write").click()

    expect(page.get_by_test_id("written")).to_have_attribute("data-state", "done", timeout=30_000)
    assert len(page.get_by_test_id("written").inner_text()) > 50
    expect(page.get_by_test_id("next-characters")).to_be_visible()
    page.get_by_test_id("compare-write").click()
    expect(page.get_by_test_id("written-0.2")).to_have_attribute("data-state", "done", timeout=60_000)
    keep(page, "text-written")


def test_a_point_of_the_map_follows_the_keyboard_and_the_mouse(open_page: Open) -> None:
    page = open_page("/play/vae")
    decoded, map_ = page.get_by_test_id("decoded"), page.get_by_test_id("latent-map")
    expect(decoded).to_be_visible()
    start = decoded.get_attribute("data-code")

    map_.focus()
    page.keyboard.press("ArrowRight")
    expect(decoded).not_to_have_attribute("data-code", start or "")

    by_keys = decoded.get_attribute("data-code")
    box = map_.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6, steps=20)
    page.mouse.up()
    expect(decoded).not_to_have_attribute("data-code", by_keys or "")
    keep(page, "vae-dragged")


def test_the_gan_draws_again_and_goes_back_in_time(open_page: Open) -> None:
    page = open_page("/play/dcgan")
    expect(page.get_by_test_id("samples")).to_be_visible()
    seed = page.get_by_test_id("seed-shown").inner_text()
    page.get_by_test_id("redraw").click()
    expect(page.get_by_test_id("seed-shown")).not_to_have_text(seed)

    expect(page.get_by_test_id("epoch-picture")).to_have_attribute("data-epoch", "2")
    page.get_by_test_id("epoch").get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")

    expect(page.get_by_test_id("epoch-picture")).to_have_attribute("data-epoch", "1")
    keep(page, "gan-epoch-1")
