"""A person's own data: checked live, kept under a name, looked at, and taken away again."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FileChooser, Page, expect

from tests.browser.conftest import Open, keep

pytestmark = pytest.mark.browser


def customers(path: Path, *, rows: int = 120, header: str = "age,city,income,buys") -> Path:
    """A table of numbers and categories with a few gaps, and a yes or no that hangs on the income."""
    lines = [header]
    for number in range(rows):
        income = 20_000 + 700 * number
        city = ("Bern", "Basel", "Zug")[number % 3]
        gap = "" if number % 30 == 7 else str(20 + number % 50)
        lines.append(f"{gap},{city},{income},{'yes' if number % 2 else 'no'}")
    path.write_text("\n".join(lines) + "\n")
    return path


def give(page: Page, file: Path) -> None:
    """Choose a file on the data page, as the file dialogue does."""
    page.locator("#own-file").set_input_files(file)


def test_a_file_is_checked_before_it_is_kept(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/data")
    give(page, customers(tmp_path / "Our Customers.csv"))

    profile = page.get_by_test_id("profile")
    expect(profile).to_be_visible()
    expect(page.get_by_test_id("columns")).to_contain_text("income")
    expect(page.get_by_test_id("columns")).to_contain_text("20,000 to 103,300")
    expect(page.get_by_test_id("classes")).to_contain_text("60 · 50.0%")
    expect(page.get_by_test_id("data-warnings")).to_contain_text("4 values are missing")
    expect(page.get_by_test_id("samples")).to_contain_text("82300")
    expect(page.get_by_test_id("data-set-name")).to_have_value("our-customers")
    keep(page, "own-data-checked")

    page.reload()  # the upload is in the address
    expect(page.get_by_test_id("columns")).to_contain_text("income")
    page.get_by_test_id("save-data-set").click()

    card = page.get_by_test_id("data-set-our-customers")
    expect(card.get_by_test_id("profile")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/data\?name=our-customers"))
    keep(page, "own-data-kept")
    with page.expect_download() as loading:
        page.get_by_test_id("download-our-customers").click()
    assert Path(loading.value.path()).read_text() == (tmp_path / "Our Customers.csv").read_text()

    card.get_by_test_id("design-for-it").click()

    expect(page).to_have_url(re.compile(r"/designer\?.*input=vector.*task=binary.*data_set=our-customers.*target=buys"))


def test_a_bad_row_is_named_with_its_line(open_page: Open, tmp_path: Path) -> None:
    file = customers(tmp_path / "broken.csv")
    lines = file.read_text().splitlines()
    lines[6] = "31,Bern"
    file.write_text("\n".join(lines) + "\n")
    page = open_page("/data")

    give(page, file)

    refused = page.get_by_test_id("check-refused")
    expect(refused).to_contain_text(re.compile("line 7", re.IGNORECASE))
    expect(page.get_by_test_id("save-data-set")).to_have_count(0)
    keep(page, "own-data-refused")


def test_what_was_guessed_wrong_can_be_read_as_something_else(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "poem.txt"
    file.write_text("The sea, the sky,\nand nothing else.\n" * 400)
    page = open_page("/data")
    give(page, file)
    expect(page.get_by_test_id("profile")).to_be_visible()

    page.get_by_test_id("read-as").click()
    page.get_by_role("option", name=".npz").click()

    expect(page.get_by_test_id("check-refused")).to_be_visible()
    page.get_by_test_id("read-as").click()
    page.get_by_role("option", name="Plain text").click()
    expect(page.get_by_test_id("profile")).to_contain_text("Characters")


def test_a_text_of_ones_own_is_kept_and_its_training_is_prepared(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "My Poems.txt"
    file.write_text("The sea, the sky,\nand nothing else.\n" * 400)
    page = open_page("/play/text-generator")
    panel = page.get_by_test_id("own-text")
    with page.expect_file_chooser() as chooser:
        panel.get_by_test_id("choose-file").click()
    chooser.value.set_files(file)
    expect(page.get_by_test_id("own-text-stored")).to_contain_text("my-poems")
    keep(page, "own-text")

    page.get_by_test_id("own-text-stored").get_by_role("link").click()

    expect(page).to_have_url(re.compile("data_set=my-poems"))
    expect(page.get_by_test_id("model-name")).to_have_value("my-poems-text-generator")


def test_pictures_show_their_classes_and_can_be_deleted(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "shapes.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(60):
            content = io.BytesIO()
            colour = (200, 40 + number, 30) if number % 3 else (20, 40 + number, 200)
            Image.new("RGB", (24, 24), colour).save(content, "PNG")
            archive.writestr(f"{'red' if number % 3 else 'blue'}/{number:03}.png", content.getvalue())
    page = open_page("/data")
    give(page, file)
    expect(page.get_by_test_id("classes")).to_contain_text("40 · 66.7%")
    expect(page.get_by_test_id("samples").locator("img").first).to_be_visible()
    keep(page, "own-data-pictures")
    page.get_by_test_id("save-data-set").click()
    expect(page.get_by_test_id("data-set-shapes")).to_be_visible()

    page.get_by_test_id("delete-shapes").click()
    page.get_by_test_id("delete-shapes-confirm").click()

    expect(page.get_by_test_id("data-set-shapes")).to_have_count(0)


def test_findings_are_told_in_chinese(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/data", language="zh-CN")

    give(page, customers(tmp_path / "customers.csv"))

    expect(page.get_by_test_id("data-warnings")).to_contain_text("缺失")
    keep(page, "own-data-zh")


def test_a_file_can_be_chosen_by_keyboard(open_page: Open) -> None:
    page = open_page("/data")
    # said long before the key: Chromium must have been told to hand the chooser over when the key arrives
    choosers: list[FileChooser] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    choose = page.get_by_test_id("choose-file")
    expect(choose).to_be_visible()
    page.wait_for_load_state("networkidle")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "choose-file":
            break
    expect(choose).to_be_focused()

    with page.expect_file_chooser():
        page.keyboard.press("Enter")
    assert len(choosers) == 1


def test_an_unknown_data_set_says_so(open_page: Open) -> None:
    page = open_page("/data?name=no-such-thing")

    expect(page.get_by_test_id("empty")).to_contain_text("no-such-thing")
