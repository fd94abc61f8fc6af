"""One trained house and one browser for the whole folder; screenshots are kept under `build/screenshots`.

Both end with the folder: the house would work on beside other tests, and Playwright keeps an event loop in the
thread, in which `asyncio.run` would fail.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.jobs.states import Status
from tests.stack import SOURCE, Stack

SCREENSHOTS = SOURCE / "build" / "screenshots"
QUICK: dict[str, dict[str, int]] = {
    "imagenet": {},
    "sentiment": {"epochs": 2},
    "news": {"epochs": 4},
    "house-prices": {"epochs": 20},
    "vae": {"epochs": 3, "filters": 4, "dense": 16},
    "dcgan": {"epochs": 2, "epoch_steps": 5, "filters": 8},
    "text-generator": {"epochs": 2, "steps_per_epoch": 20, "units": 64, "max_characters": 200_000},
}
Open = Callable[..., Page]


def chromium() -> str | None:
    """The system's Chromium, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """API, workers and a model of every recipe that learns, trained for a few epochs on the real data."""
    assert (SOURCE / "frontend" / "dist" / "index.html").is_file(), "build the dashboard first: make dashboard"
    with Stack(tmp_path_factory.mktemp("house"), lease_s=30.0, reconcile_s=2.0, extra_recipes="") as opened:
        opened.start_api()
        opened.start_worker()
        jobs = [_train(opened, recipe, params) for recipe, params in QUICK.items()]
        assert {row.status for row in opened.wait_all(jobs, 280)} == {Status.SUCCEEDED}
        yield opened


def _train(stack: Stack, recipe: str, params: dict[str, int]) -> str:
    answer = stack.client.post("/api/v1/jobs", json={"kind": "train", "recipe": recipe, "params": params})
    answer.raise_for_status()
    return str(answer.json()["id"])


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium that calls nobody but this service."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; make test installs it where it may")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=flags)
        yield opened
        opened.close()


@contextmanager
def pages_of(browser: Browser, stack: Stack) -> Iterator[Open]:
    """Opens pages of a house's dashboard; fails at the end when one of them has thrown."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(path: str, *, width: int = 1280, language: str = "en-GB", scheme: str = "light") -> Page:
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{stack.settings.port}", viewport={"width": width, "height": 900},
            locale=language, color_scheme=scheme, reduced_motion="reduce",  # type: ignore[arg-type]  # a Literal
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_page(browser: Browser, stack: Stack) -> Iterator[Open]:
    """Open a page of the trained house's dashboard; the test fails when the page throws."""
    with pages_of(browser, stack) as open_:
        yield open_


def keep(page: Page, name: str) -> Path:
    """Take a screenshot that people look at after the run."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
