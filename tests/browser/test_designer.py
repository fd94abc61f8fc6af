"""The network designer: two questions give a network, it is trained, and its model answers in a playground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, keep
from tests.browser.test_own_data import customers, give
from tests.stack import Stack

pytestmark = pytest.mark.browser
TRAINED_MS = 90_000


def rare(path: Path, *, rows: int = 400) -> Path:
    """A table in which one row of twelve is a fraud, told by its amount."""
    lines = ["amount,hour,fraud"]
    for number in range(rows):
        fraud = number % 12 == 5
        lines.append(f"{(900 if fraud else 40) + number % 37 + number / 1000},{number % 24},{'yes' if fraud else 'no'}")
    path.write_text("\n".join(lines) + "\n")
    return path


def stored(stack: Stack, file: Path) -> str:
    """Make a data set of a file through the API; gives its name."""
    answer = stack.client.post(
        "/api/v1/datasets", files={"file": (file.name, file.read_bytes())}, data={"name": file.stem}
    )
    answer.raise_for_status()
    return str(answer.json()["name"])


def train(page: Page, name: str, **settings: int) -> None:
    """Name the model, change a few settings in the fold, start, and wait until it has learned."""
    page.get_by_test_id("model-name").fill(name)
    page.get_by_test_id("advanced").click()
    for setting, value in settings.items():
        page.get_by_test_id(f"setting-{setting}").fill(str(value))
    page.get_by_test_id("start-training").click()
    expect(page.get_by_test_id("designer-run").get_by_test_id("try-model")).to_be_visible(timeout=TRAINED_MS)


def test_the_matrix_is_reached_and_used_by_keyboard(open_page: Open) -> None:
    page = open_page("/designer")
    expect(page.get_by_test_id("matrix").get_by_role("button")).to_have_count(32)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "cell-vector-binary":
            break

    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)

    expect(page).to_have_url(re.compile(r"input=image&task=single-label"))
    expect(page.get_by_test_id("plan-last_layer")).to_contain_text("softmax")
    expect(page.get_by_test_id("layers")).to_contain_text("Conv2D")
    expect(page.get_by_test_id("cell-image-single-label")).to_have_attribute("aria-pressed", "true")


def test_each_task_changes_the_last_layer_and_says_why(open_page: Open) -> None:
    page = open_page("/designer?input=vector&task=binary")
    expect(page.get_by_test_id("plan-last_layer")).to_contain_text("sigmoid")
    expect(page.get_by_test_id("plan-loss")).to_contain_text("binary_crossentropy")
    keep(page, "designer-plan")

    page.get_by_test_id("task-regression").check(force=True)

    expect(page.get_by_test_id("plan-last_layer")).to_contain_text("linear")
    expect(page.get_by_test_id("sample-source")).to_be_visible()
    reasons = page.get_by_test_id("plan").inner_text()
    assert len(reasons) > 200


def test_own_data_becomes_a_model_with_a_playground(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/data")
    give(page, customers(tmp_path / "shoppers.csv", rows=240))
    page.get_by_test_id("save-data-set").click()
    page.get_by_test_id("data-set-shoppers").get_by_test_id("design-for-it").click()
    expect(page.get_by_test_id("data-set")).to_have_value(re.compile("shoppers"))
    page.get_by_test_id("missing").get_by_text("Fill them in").click()
    expect(page.get_by_test_id("plan-last_layer")).to_be_visible()

    train(page, "shoppers-model", epochs=3)
    expect(page.get_by_test_id("metrics")).to_contain_text("%")
    keep(page, "designer-trained")
    page.get_by_test_id("designer-run").get_by_test_id("try-model").click()

    expect(page.get_by_test_id("label")).to_have_text(re.compile("yes|no"))
    expect(page.get_by_test_id("truth")).to_be_visible()
    before = page.get_by_test_id("score-yes").get_attribute("data-value")
    page.get_by_test_id("number-income").fill("103300")
    expect(page.get_by_test_id("score-yes")).not_to_have_attribute("data-value", before or "")
    page.get_by_test_id("number-age").fill("")
    expect(page.get_by_test_id("curl")).to_contain_text('"age":null')
    expect(page.get_by_test_id("label")).to_have_text(re.compile("yes|no"))
    keep(page, "designer-playground")


def test_several_labels_are_ranked_and_shown_with_their_threshold(open_page: Open) -> None:
    page = open_page("/designer?input=vector&task=multi-label")
    train(page, "labels-model", epochs=2)
    expect(page.get_by_test_id("headline-row")).to_contain_text("Mean average precision")

    page.get_by_test_id("open-run").click()
    expect(page.get_by_test_id("labels-table")).to_contain_text("Average precision")
    keep(page, "designer-multi-label-report")
    page.get_by_test_id("try-model").click()

    expect(page.get_by_test_id("answer")).to_contain_text("50%")
    assert page.get_by_test_id("scores").locator("li").count() > 1
    page.get_by_test_id("example-2").click()
    expect(page.get_by_test_id("truth")).to_be_visible()
    keep(page, "designer-multi-label")


def test_an_imbalanced_table_is_not_judged_by_accuracy(open_page: Open, stack: Stack, tmp_path: Path) -> None:
    name = stored(stack, rare(tmp_path / "payments.csv"))
    page = open_page(f"/designer?input=vector&task=binary&data_set={name}&target=fraud")
    train(page, "fraud-model", epochs=3)

    expect(page.get_by_test_id("headline-reason")).to_contain_text("ccuracy is refused")
    expect(page.get_by_test_id("headline-baseline")).to_contain_text("%")
    expect(page.get_by_test_id("report-warnings")).to_contain_text("imbalanced")
    page.get_by_test_id("open-run").click()
    expect(page.get_by_test_id("pr")).to_contain_text("guessing")
    keep(page, "designer-imbalanced")

    page.get_by_test_id("language").get_by_text("简体中文").click()
    expect(page.get_by_test_id("headline-reason")).to_contain_text("不采用准确率")
    keep(page, "designer-imbalanced-zh")


def test_a_series_is_drawn_and_can_be_edited(open_page: Open) -> None:
    page = open_page("/designer?input=time-series&task=regression")
    train(page, "series-model", epochs=1)
    page.get_by_test_id("designer-run").get_by_test_id("try-model").click()

    expect(page.get_by_test_id("array-plot")).to_be_visible()
    value = page.get_by_test_id("answer").locator("[data-value]").first
    before = value.get_attribute("data-value")
    page.get_by_test_id("edit-json").click()
    text = page.get_by_test_id("json").input_value()
    page.get_by_test_id("json").fill(re.sub(r"\[\[(-?[\d.e-]+)", "[[9.5", text, count=1))
    page.get_by_test_id("use-json").click()

    expect(value).not_to_have_attribute("data-value", before or "")
    keep(page, "designer-series")


def test_a_question_outside_the_data_is_refused_in_words(open_page: Open) -> None:
    page = open_page("/designer?input=image&task=binary&data_set=no-such-data")

    expect(page.get_by_test_id("error")).to_contain_text("no-such-data")
