"""Photos: what one shows and where, and classes of one's own from a zip, all through the page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, keep

pytestmark = pytest.mark.browser
SLOW_MS = 120_000  # a training on two cores


def drawn(kind: str, seed: int) -> bytes:
    """A photo of 96 pixels: stripes lie or stand, colours and noise differ from photo to photo."""
    rng = np.random.default_rng([seed, kind == "lying"])
    wave = np.sin(np.arange(96) / rng.uniform(2.0, 4.0) + rng.uniform(0, 6))[:, None, None]
    picture = 128 + 90 * wave * rng.uniform(0.4, 1.0, 3) + rng.normal(0, 12, (96, 96, 3))
    pixels = (picture if kind == "lying" else picture.transpose(1, 0, 2)).clip(0, 255).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


@pytest.fixture(scope="module")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip of two class folders with 20 photos each."""
    path = tmp_path_factory.mktemp("photos") / "stripes.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for kind in ("lying", "standing"):
            for number in range(20):
                packed.writestr(f"{kind}/{number}.png", drawn(kind, number))
    return path


def choose_zip(page: Page, path: Path) -> None:
    """Give a file to the page as a person does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("choose-file").click()
    chooser.value.set_files(path)


def test_a_sample_photo_is_named_and_shown_where(open_page: Open) -> None:
    page = open_page("/play/imagenet")

    expect(page.get_by_test_id("classes").locator("li")).to_have_count(5)
    expect(page.get_by_test_id("overlay")).to_be_visible()
    expect(page.get_by_test_id("curl")).to_contain_text("-F 'image=@-")
    keep(page, "imagenet")

    page.get_by_test_id("heat-toggle").click(force=True)
    expect(page.get_by_test_id("overlay")).to_have_count(0)


def test_the_layers_show_what_they_see(open_page: Open) -> None:
    page = open_page("/play/imagenet?tab=sees")

    expect(page.get_by_test_id("maps").locator("img").first).to_be_visible()
    expect(page.get_by_test_id("filters").locator("img").first).to_be_visible()
    keep(page, "imagenet-sees")


def test_a_file_that_is_no_photo_is_refused_in_the_services_words(open_page: Open, tmp_path: Path) -> None:
    wrong = tmp_path / "photo.png"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\nbut nothing behind it")
    page = open_page("/play/imagenet")
    expect(page.get_by_test_id("classes")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("upload-photo").click()
    chooser.value.set_files(wrong)

    expect(page.get_by_test_id("error")).to_be_visible()
    expect(page.get_by_test_id("error")).not_to_be_empty()


def test_a_zip_becomes_a_model_of_its_own(open_page: Open, stripes: Path) -> None:
    page = open_page("/play/imagenet?tab=own")
    choose_zip(page, stripes)
    expect(page.get_by_test_id("class-counts")).to_contain_text("standing")
    page.get_by_test_id("data-set-name").fill("stripes")
    page.get_by_test_id("save-data-set").click()

    page.get_by_test_id("mode-features").check(force=True)
    expect(page.get_by_test_id("estimate")).to_be_visible()
    page.get_by_test_id("model-name").fill("stripes")
    keep(page, "images-own")
    page.get_by_test_id("start-training").click()
    expect(page.get_by_test_id("try-model")).to_be_visible(timeout=SLOW_MS)
    page.get_by_test_id("try-model").click()

    page.wait_for_url("**/play/stripes**")
    expect(page.get_by_test_id("label")).to_have_text("lying")  # the first test photo is one of the first class
    expect(page.get_by_test_id("overlay")).to_be_visible()
    keep(page, "images-stripes")


def test_a_zip_without_photos_is_refused_and_nothing_is_kept(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "notes.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("cats/readme.txt", "no photo at all")
    page = open_page("/play/imagenet?tab=own")
    choose_zip(page, path)

    expect(page.get_by_test_id("error")).to_be_visible()
    expect(page.get_by_test_id("save-data-set")).to_have_count(0)


def test_the_photo_pages_speak_chinese_and_fit_a_phone(open_page: Open) -> None:
    page = open_page("/play/imagenet", width=380, language="zh-CN", scheme="dark")

    expect(page.get_by_test_id("overlay")).to_be_visible()
    expect(page.locator("main")).to_contain_text("照片内容")
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    keep(page, "imagenet-zh-dark-380")
    page.get_by_test_id("tab-own").click()
    expect(page.get_by_test_id("file-drop")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
