"""The storage page: what takes space, deleting it after a question, and a sweep by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, keep
from tests.stack import Stack

pytestmark = pytest.mark.browser


def test_an_upload_is_found_and_deleted_after_a_question(open_page: Open, stack: Stack) -> None:
    content = b"number,word\n" + b"12345,a word of it\n" * 1_500_000
    sent = stack.client.post("/api/v1/uploads", files={"file": ("big-table.csv", content)}, timeout=60).json()
    page = open_page("/storage")
    row = page.get_by_test_id("storage-item").filter(has_text="big-table.csv")
    expect(row).to_contain_text("Other uploads")
    keep(page, "storage-biggest")

    row.get_by_test_id("delete-item").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("cannot be undone")
    dialog.get_by_role("button", name="Cancel").click()
    assert stack.storage.has(sent["sha256"])
    row.get_by_test_id("delete-item").click()
    page.get_by_test_id("delete-item-confirm").click()

    expect(row).to_have_count(0)
    assert not stack.storage.has(sent["sha256"])


def test_what_production_needs_cannot_be_deleted(open_page: Open) -> None:
    page = open_page("/system")
    page.get_by_test_id("to-storage").click()

    row = page.get_by_test_id("storage-item").filter(has=page.get_by_role("link", name="imagenet 1"))

    expect(row).to_contain_text("needed by the alias production")
    expect(row.get_by_test_id("delete-item")).to_have_count(0)


def test_a_look_and_a_sweep_say_what_they_found(open_page: Open) -> None:
    page = open_page("/storage")
    expect(page.get_by_test_id("kinds")).to_contain_text("Model versions")

    page.get_by_test_id("sweep-look").click()
    expect(page.get_by_test_id("swept")).to_contain_text("Looked, deleted nothing")
    expect(page.get_by_test_id("swept")).to_contain_text(re.compile(r"[1-9]\d* files looked at, 0 that nothing names"))

    page.get_by_test_id("sweep-now").click()
    page.get_by_test_id("sweep-now-confirm").click()
    expect(page.get_by_test_id("swept")).to_contain_text("Swept")
    expect(page.get_by_test_id("sweep")).to_contain_text("Last sweep")
