"""Operators in the dashboard: workers out of service and back; what a job was expected to take."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.jobs.states import Status
from tests.browser.conftest import Open, keep
from tests.stack import Stack

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "drained", "idle"), [("en-GB", "Out of service", "Idle"), ("zh-CN", "已停用", "空闲")]
)
def test_a_worker_is_drained_and_resumed_by_keyboard(
    open_page: Open, stack: Stack, language: str, drained: str, idle: str
) -> None:
    _end_all_jobs(stack)
    page = open_page("/system", language=language, width=380)
    state = page.get_by_test_id("worker-state")
    expect(state).to_contain_text(idle)

    page.get_by_test_id("drain-worker").focus()
    page.keyboard.press("Enter")
    expect(state).to_contain_text(drained)
    keep(page, f"system-drained-{language}-380")

    page.get_by_test_id("resume-worker").focus()
    page.keyboard.press("Enter")
    expect(state).to_contain_text(idle)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 380


def test_the_form_says_how_long_and_how_sure_and_the_job_says_what_came_of_it(open_page: Open, stack: Stack) -> None:
    page = open_page("/train/house-prices")
    expect(page.get_by_test_id("estimate")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Nine of ten take less than .+ off by less than \d+"))).to_be_visible()
    keep(page, "train-estimate-1280")

    job = next(job for job in stack.client.get("/api/v1/jobs").json()["data"] if job["status"] == Status.SUCCEEDED)
    page = open_page(f"/jobs/{job['id']}")
    expect(page.get_by_test_id("estimated")).to_contain_text(re.compile(r"took [\d.]+ times that"))


def _end_all_jobs(stack: Stack) -> None:
    """Cancel what tests before this one left to the worker, and wait until it is idle."""
    jobs = [job["id"] for job in stack.client.get("/api/v1/jobs", params={"limit": 200}).json()["data"]]
    for job in jobs:
        stack.client.post(f"/api/v1/jobs/{job}/cancel")  # 409 for those that have ended
    stack.wait_all(jobs)
