"""A house that asks for keys: signing in, making a key, using and revoking it; accessible, on a phone, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from app.access import keys
from app.access.pepper import read_pepper
from app.access.start import FIRST
from tests.browser.conftest import Open, keep, pages_of
from tests.browser.test_every_page import AXE
from tests.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An API that asks for keys; nothing is trained."""
    with Stack(tmp_path_factory.mktemp("locked"), broker="none", access="keys") as stack:
        stack.start_api()
        yield stack


@pytest.fixture(scope="module")
def admin(locked: Stack) -> str:
    """The text of an administrator's key."""
    with locked.database.write() as session:
        return keys.create(session, read_pepper(locked.settings), FIRST)[1]


@pytest.fixture
def visit(browser: Browser, locked: Stack) -> Iterator[Open]:
    """Open a page of the locked house; the test fails when the page throws."""
    with pages_of(browser, locked) as open_:
        yield open_


def sign_in(page: Page, key: str) -> None:
    """Type a key and send it."""
    page.get_by_test_id("sign-in-key").fill(key)
    page.get_by_test_id("sign-in-send").click()


def test_an_administrator_makes_uses_and_revokes_a_key(visit: Open, locked: Stack, admin: str) -> None:
    page = visit("/keys")
    sign_in(page, admin)
    page.get_by_test_id("key-name").fill("nightly")
    page.get_by_test_id("key-role").select_option("viewer")
    page.get_by_test_id("key-create").click()
    made = page.get_by_test_id("new-key-text").inner_text().strip()
    keep(page, "keys-made")

    def status() -> int:
        return locked.client.get("/api/v1/jobs", headers={"Authorization": f"Bearer {made}"}).status_code

    assert status() == 200
    row = page.get_by_test_id("key-row").filter(has_text="nightly")
    row.get_by_test_id("key-revoke").click()
    page.get_by_test_id("key-revoke-confirm").click()
    expect(row).to_contain_text("revoked")
    expect(page.get_by_test_id("audit-row").first).to_contain_text("Key revoked")
    page.wait_for_timeout(1100)  # a revoked key works for a second at most

    assert status() == 401


def test_the_page_that_was_asked_for_shows_after_signing_in(visit: Open, admin: str) -> None:
    page = visit("/system")
    expect(page.get_by_test_id("sign-in")).to_be_visible()

    sign_in(page, "svc_wrong")
    expect(page.get_by_test_id("sign-in")).to_contain_text("not valid")
    sign_in(page, admin)

    expect(page.get_by_test_id("queues")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("queues")).to_be_visible()


def test_signing_out_leaves_nothing_to_see(visit: Open, admin: str) -> None:
    page = visit("/jobs")
    sign_in(page, admin)
    page.get_by_test_id("sign-out").click()

    expect(page.get_by_test_id("sign-in")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("sign-in")).to_be_visible()


def test_a_browser_whose_key_was_revoked_is_asked_to_sign_in(visit: Open, locked: Stack) -> None:
    with locked.database.write() as session:
        row, text = keys.create(session, read_pepper(locked.settings), FIRST)
    page = visit("/system")
    sign_in(page, text)
    expect(page.get_by_test_id("queues")).to_be_visible()

    with locked.database.write() as session:
        keys.revoke(session, row.id)

    expect(page.get_by_test_id("sign-in")).to_be_visible()


def test_a_replaced_key_and_the_new_one_both_work(visit: Open, locked: Stack, admin: str) -> None:
    page = visit("/keys")
    sign_in(page, admin)
    page.get_by_test_id("key-name").fill("replaced")
    page.get_by_test_id("key-create").click()
    old = page.get_by_test_id("new-key-text").inner_text().strip()
    page.get_by_test_id("new-key-close").click()
    page.get_by_test_id("key-row").filter(has_text="replaced").get_by_test_id("key-rotate").click()
    page.get_by_test_id("key-rotate-confirm").click()
    new = page.get_by_test_id("new-key-text").inner_text().strip()

    bearers = [{"Authorization": f"Bearer {key}"} for key in (old, new)]
    assert old != new
    assert [locked.client.get("/api/v1/jobs", headers=headers).status_code for headers in bearers] == [200, 200]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("inside", [False, True], ids=["sign-in", "keys"])
def test_the_pages_of_access_have_no_serious_barrier(visit: Open, admin: str, inside: bool, scheme: str) -> None:
    page = visit("/keys", scheme=scheme)
    if inside:
        sign_in(page, admin)
        expect(page.get_by_test_id("keys")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    keep(page, f"{'keys' if inside else 'sign-in'}-{scheme}-1280")

    page.evaluate(Path(AXE).read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")

    assert [item["id"] for item in found["violations"] if item["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("inside", [False, True], ids=["sign-in", "keys"])
def test_the_pages_of_access_fit_a_phone_and_speak_chinese(visit: Open, admin: str, inside: bool) -> None:
    page = visit("/keys", width=380, language="zh-CN")
    if inside:
        sign_in(page, admin)
        expect(page.get_by_test_id("keys")).to_be_visible()
    expect(page.locator("h1")).to_have_text("密钥" if inside else "登录")
    keep(page, f"{'keys' if inside else 'sign-in'}-zh-380")

    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_signing_in_works_by_keyboard_alone(visit: Open, admin: str) -> None:
    page = visit("/jobs")
    expect(page.get_by_test_id("sign-in")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "password":
            break
    page.keyboard.type(admin)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Jobs")


def test_another_sites_page_cannot_use_the_session(visit: Open, locked: Stack, admin: str) -> None:
    """The cookie stays here: what a page under another name sends comes as from nobody."""
    page = visit("/jobs")
    sign_in(page, admin)
    expect(page.get_by_test_id("sign-out")).to_be_visible()
    page.goto(f"http://localhost:{locked.settings.port}/docs")  # another site to the browser: another host name

    url = f"http://127.0.0.1:{locked.settings.port}/api/v1/jobs"
    sent = "(url) => fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}'}).catch(() => 0)"
    page.evaluate(sent, url)

    headers = {"Authorization": f"Bearer {admin}"}
    assert httpx.get(url, headers=headers).json()["data"] == []
