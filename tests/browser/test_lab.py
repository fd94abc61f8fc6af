"""The lab, the claims and runs over each other, with a real worker, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, keep
from tests.stack import Stack

pytestmark = pytest.mark.browser
ENDED_MS = 120_000


def start_small_comparison(page: Page, values: str = "0.001, 0.01", epochs: int = 8) -> None:
    """Compare learning rates of house prices: seconds, not minutes."""
    page.get_by_test_id("lab-kind").get_by_text(re.compile("own", re.IGNORECASE)).click()
    page.get_by_test_id("lab-recipe").select_option("house-prices")
    page.get_by_test_id("lab-setting").select_option("learning_rate")
    page.get_by_test_id("lab-values").fill(values)
    page.get_by_test_id("lab-epochs").fill(str(epochs))
    expect(page.get_by_test_id("lab-plan")).to_be_visible()
    page.get_by_test_id("run-comparison").click()
    page.wait_for_url(re.compile("id=cmp_"))


def test_a_comparison_shows_curves_and_a_verdict_after_a_reload_too(open_page: Open) -> None:
    page = open_page("/lab")
    start_small_comparison(page)
    expect(page.get_by_test_id("comparison")).to_be_visible()

    page.goto("/lab")  # without the address of the comparison: the running one, or the newest, is found again

    expect(page.get_by_test_id("comparison")).to_have_attribute("data-state", "succeeded", timeout=ENDED_MS)
    expect(page.get_by_test_id("overlay-val_loss").locator("path.recharts-line-curve")).to_have_count(2)
    expect(page.get_by_test_id("verdict").get_by_test_id("holds").first).to_have_attribute("data-verdict", "holds")
    expect(page.get_by_test_id("variants").get_by_role("link", name="seed 1")).to_have_count(2)
    keep(page, "lab-compared")


def test_a_running_comparison_is_stopped_with_one_click(open_page: Open, stack: Stack) -> None:
    page = open_page("/lab")
    start_small_comparison(page, "0.001, 0.002, 0.003", epochs=900)

    page.get_by_test_id("stop-comparison").click()
    page.get_by_test_id("stop-comparison-confirm").click()

    expect(page.get_by_test_id("comparison")).to_have_attribute("data-state", "canceled", timeout=60_000)
    jobs = stack.client.get("/api/v1/jobs", params={"status": ["queued", "running"]}).json()["data"]
    assert [job for job in jobs if job["tags"].get("comparison")] == []


def test_values_that_the_setting_forbids_are_refused_before_anything_runs(open_page: Open) -> None:
    page = open_page("/lab")
    page.get_by_test_id("lab-kind").get_by_text("Your own").click()
    page.get_by_test_id("lab-setting").select_option("learning_rate")
    page.get_by_test_id("lab-values").fill("0, 1")

    expect(page.get_by_test_id("lab-values")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("run-comparison")).to_be_disabled()


def test_runs_are_chosen_and_laid_over_each_other(open_page: Open, stack: Stack) -> None:
    jobs = [_trained(stack, epochs) for epochs in (6, 9)]
    page = open_page(f"/compare?job={jobs[0]}&job={jobs[1]}", language="zh-CN")

    expect(page.get_by_test_id("overlay-val_loss").locator("path.recharts-line-curve")).to_have_count(2)
    expect(page.get_by_test_id("differs-epochs")).to_contain_text("6")
    expect(page.get_by_test_id("differs-epochs")).to_contain_text("9")
    expect(page.get_by_test_id("compared-metrics").locator("[data-best=true]").first).to_be_visible()
    keep(page, "compare-zh")
    page.get_by_test_id("choose-run").and_(page.locator(f"[value={jobs[1]}]")).uncheck()
    expect(page.get_by_test_id("overlay-val_loss").locator("path.recharts-line-curve")).to_have_count(1)


def _trained(stack: Stack, epochs: int) -> str:
    """A finished training of house prices with so many epochs."""
    body = {
        "kind": "train",
        "recipe": "house-prices",
        "params": {"epochs": epochs, "passes": 1},
        "model": "lab-compare",
    }
    answer = stack.client.post("/api/v1/jobs", json=body)
    answer.raise_for_status()
    job = str(answer.json()["id"])
    stack.wait_all([job], 120)
    return job


def test_a_claim_is_run_and_judged(open_page: Open) -> None:
    page = open_page("/claims")
    row = page.get_by_test_id("claim-houses-below-three")
    expect(row).to_have_attribute("data-verdict", "not_measured")
    page.get_by_test_id("run-houses-below-three").click()

    expect(row).to_have_attribute("data-verdict", "holds", timeout=ENDED_MS)
    expect(page.get_by_test_id("claim-houses-half-of-constant")).to_have_attribute("data-verdict", "holds")
    page.get_by_test_id("filter-verdict").select_option("holds")
    expect(page.get_by_test_id("claim-reuters-dense")).to_have_count(0)
    expect(row.get_by_test_id("dots").locator("circle").first).to_be_visible()
    keep(page, "claims-measured")
