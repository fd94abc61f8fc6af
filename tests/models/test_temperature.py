"""Forecasting: what every recipe promises, and what a series has of its own: time that only goes forward."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.job import Dataset, Trained
from models.recipe import Canceled, InputError, JobFailure
from models.temperature import training
from models.temperature.answering import load
from models.temperature.card import Answer, Explanation, Params, Query
from models.temperature.figures import yesterday_of
from models.temperature.interval import Interval, apart_in, apart_of, day_rows, learned
from models.temperature.tensors import of
from tests.models.fakes import FakeBundle, FakeJob, Killed, largest_difference
from tests.models.small_data import uploaded
from tests.models.small_series import wave_csv

SETTINGS: dict[str, Any] = {
    "architecture": "gru", "window": 24, "horizon": 6, "units": 4, "epochs": 5, "batch_size": 32, "patience": 0,
}  # fmt: skip


def job_on(folder: Path, data: Dataset | None = None, **more: Any) -> FakeJob:
    folder.mkdir(parents=True, exist_ok=True)
    return FakeJob(folder, data_set="mine", data={"mine": data or wave_csv(folder)}, **more)


def trained(job: FakeJob, **changes: Any) -> Trained:
    return training.train(Params(**SETTINGS | changes), job)


def weights(result: Trained) -> list[np.ndarray]:
    return [value for network in result.networks.values() for value in network.get_weights()]


def assert_same(one: Trained, other: Trained) -> None:
    for mine, yours in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(mine, yours)
    assert one.metrics == other.metrics


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, FakeJob]:
    job = job_on(tmp_path_factory.mktemp("unbroken"))
    return trained(job), job


def test_every_epoch_is_reported_and_the_figures_stand_beside_the_baseline(unbroken: tuple[Trained, FakeJob]) -> None:
    result, job = unbroken

    assert [report["step"] for report in job.reports] == [1, 2, 3, 4, 5]
    assert all(np.isfinite(value) for value in result.metrics.values())
    assert {"mae", "baseline_mae", "yesterday_mae", "interval_coverage"} <= result.metrics.keys()
    assert [row["step"] for row in result.report["horizon"]] == [1, 2, 3, 4, 5, 6]
    assert sum(result.data["split"].values()) == result.data["rows"]


def test_the_same_seed_gives_the_same_result(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    assert_same(trained(job_on(tmp_path)), unbroken[0])


def test_a_killed_training_resumes_to_the_same_end(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    with pytest.raises(Killed):
        trained(job_on(tmp_path, kill_after_report=3))

    job = job_on(tmp_path)

    assert_same(trained(job), unbroken[0])
    assert [report["step"] for report in job.reports] == [3, 4, 5]


def test_a_cancel_stops_at_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(Canceled):
        trained(job_on(tmp_path, cancel_at_tick=4))


def test_onnx_equals_keras_and_answers(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    result, _ = unbroken
    bundle = FakeBundle(result, tmp_path)
    answerer, example = load(bundle), result.question["examples"][0]
    query = Query(window=example["window"], start=example["start"])

    answers = answerer.answer([query, query])

    assert largest_difference(result, bundle) < 1e-4
    assert all(isinstance(answer, Answer) for answer in answers) and answers[0] == answers[1]
    steps = answers[0].steps
    assert [step.hours for step in steps] == [1, 2, 3, 4, 5, 6]
    assert all(step.low <= step.value <= step.high for step in steps)
    assert steps[0].baseline == example["window"][-1][1]  # the value now, of the column to forecast
    assert isinstance(answerer.explain(query), Explanation)


@pytest.mark.parametrize(
    "architecture", ["dense", "conv1d", "conv1d-gru", "simple-rnn", "lstm", "bidirectional", "stacked"]
)
def test_every_network_trains_and_exports(tmp_path: Path, architecture: str) -> None:
    result = trained(job_on(tmp_path), architecture=architecture, epochs=1)

    assert largest_difference(result, FakeBundle(result, tmp_path)) < 1e-4


def test_no_row_belongs_to_two_parts(tmp_path: Path) -> None:
    params = Params(**SETTINGS)
    weather = training.prepare(params, wave_csv(tmp_path, gaps=True))
    parts = weather.parts

    def rows(ends: np.ndarray) -> set[int]:
        return {int(row) for end in ends for row in range(end - params.window + 1, end + params.horizon + 1)}

    train, validation, test = (rows(ends) for ends in (parts.train, parts.validation, parts.test))
    assert not train & validation and not validation & test and not train & test
    assert parts.times[max(train)] < parts.times[min(validation)] < parts.times[min(test)]
    assert parts.times[min(validation)] - parts.times[max(train)] > params.horizon * 3600


def test_scaling_knows_nothing_of_later_parts(tmp_path: Path) -> None:
    """The last fifth of the time lies 1,000 degrees higher: it must not move the mean of what is learned from."""
    text = wave_csv(tmp_path).path.read_text().splitlines()
    raised = [line if i < 330 else f"{line.rpartition(',')[0]},{1000 + i}" for i, line in enumerate(text)]
    data = uploaded(tmp_path / "raised.csv", "\n".join(raised), "csv-series")

    preparation = training.prepare(Params(**SETTINGS), data).preparation

    # a wave around 10 of amplitude 5: mean 10, deviation 5 / sqrt(2)
    assert preparation.mean[1] == pytest.approx(10, abs=0.5)
    assert preparation.deviation[1] == pytest.approx(3.5, abs=0.5)


def test_gaps_are_counted_and_filled_by_the_named_rule(tmp_path: Path) -> None:
    data = wave_csv(tmp_path, gaps=True)

    gaps = training.prepare(Params(**SETTINGS), data).grid.gaps
    left = training.prepare(Params(**SETTINGS | {"missing": "drop-windows"}), data).grid.gaps

    assert gaps["missing_rows"] == 11 and gaps["segments"] == 2  # nine hours are too many to fill
    assert gaps["missing_values"] == {"temp": 11}  # hours 0, 37 ... 370
    assert gaps["filled"] == 14 and left["filled"] == 0  # ten values (the first has none before it), two hours of two


def test_tensors_say_what_answers_say(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    answerer, example = load(FakeBundle(unbroken[0], tmp_path)), unbroken[0].question["examples"][0]

    given = np.array([example["window"]], np.float32)
    outputs = of(answerer).infer({"window": given})

    (answer,) = answerer.answer([Query(window=given[0].tolist())])
    assert outputs["value"].shape == (1, 6)
    np.testing.assert_allclose(outputs["high"][0], [step.high for step in answer.steps], atol=1e-4)


def test_a_window_with_a_gap_is_answered_with_a_warning(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    answerer, example = load(FakeBundle(unbroken[0], tmp_path)), unbroken[0].question["examples"][0]
    window = [list(row) for row in example["window"]]
    window[3][0] = None

    (answer,) = answerer.answer([Query(window=window, start=example["start"])])

    assert "values_filled" in answer.warnings


@pytest.mark.parametrize(
    ("window", "code", "pointer"),
    [
        ([[1.0, 2.0]] * 23, "wrong_window_size", "/0/window"),
        ([[1.0]] * 24, "wrong_feature_count", "/0/window/0"),
        ([[1.0, 1e300]] * 24, "number_out_of_range", "/0/window/0/1"),
    ],
)
def test_windows_that_do_not_fit_are_refused(
    unbroken: tuple[Trained, FakeJob], tmp_path: Path, window: list[list[float | None]], code: str, pointer: str
) -> None:
    answerer = load(FakeBundle(unbroken[0], tmp_path))

    with pytest.raises(InputError) as refused:
        answerer.answer([Query(window=window)])

    assert (refused.value.code, refused.value.pointer) == (code, pointer)


@pytest.mark.parametrize(
    ("lines", "settings", "code"),
    [
        (["time,temp", *(f"2020-01-01T{h % 24:02d}:00:00,5" for h in range(60))], {}, "target_constant"),
        (["time,temp", *(f"2020-01-{1 + h // 24:02d}T{h % 24:02d}:00:00,{h % 7}" for h in range(30))], {},
         "dataset_too_small"),
        (["time,temp", *(f"2020-01-{1 + h // 24:02d}T{h % 24:02d}:00:00,{h % 7}" for h in range(100))],
         {"window": 90}, "dataset_too_small"),
        (["time,temp", *(f"2020-01-{1 + h // 24:02d}T{h % 24:02d}:00:00,{h % 7}" for h in range(100))],
         {"target": "pressure"}, "csv_wrong_columns"),
        (["time,temp", "2020-13-01T00:00:00,1", *(f"2020-01-01T{h:02d}:00:00,{h}" for h in range(24))], {},
         "time_unreadable"),
        (["time,temp", *(f"2020-01-{1 + h // 24:02d}T{h % 24:02d}:00:00,{h if h % 9 else ''}" for h in range(200))],
         {"missing": "refuse"}, "csv_missing_value"),
    ],
)  # fmt: skip
def test_series_that_cannot_be_learned_are_refused(
    tmp_path: Path, lines: list[str], settings: dict[str, Any], code: str
) -> None:
    data = uploaded(tmp_path / "broken.csv", "\n".join(lines), "csv-series")

    with pytest.raises(InputError) as refused:
        trained(job_on(tmp_path, data), **settings)

    assert refused.value.code == code


def test_a_data_set_of_another_kind_is_refused(tmp_path: Path) -> None:
    data = uploaded(tmp_path / "texts.csv", "text,label\nhello,a", "csv-text")

    with pytest.raises(JobFailure) as refused:
        trained(job_on(tmp_path, data))

    assert refused.value.code == "dataset_kind"


def test_yesterday_is_the_same_hour_a_day_before() -> None:
    values = np.arange(100.0)

    found = yesterday_of(values, np.array([50]), 26, 3600, 24)

    assert found is not None
    # an hour ahead of 50 is 51, a day before that 27; 26 hours ahead is 76: two days back is 28, which is known at 50
    assert found[0, 0] == 27 and found[0, 23] == 50 and found[0, 25] == 28


def test_an_interval_without_a_day_to_compare_is_equally_wide_everywhere() -> None:
    errors, ends = np.linspace(-1, 1, 1001)[:, None], np.arange(2, 1003)

    interval = learned(errors, np.arange(2000.0), ends, 3, day_rows(3600, 3))
    low, high = interval.around(np.array([[5.0]]), apart_in(np.array([[1.0, 2.0, 9.0]]), interval.day))

    # errors spread evenly from -1 to 1: four fifths of them lie between -0.8 and 0.8
    assert (low[0, 0], high[0, 0]) == pytest.approx((4.2, 5.8))


def test_an_interval_is_wider_where_days_differ_more() -> None:
    rng = np.random.default_rng(0)
    restless = np.repeat([0.5, 2.0], 3000)  # of each row: calm weather, then stormy
    values = rng.normal(size=6000) * restless
    ends = np.concatenate([np.arange(100, 2900), np.arange(3100, 5900)])
    errors = (rng.normal(size=len(ends)) * restless[ends])[:, None]
    day = day_rows(3600, 96)

    interval = learned(errors[::2], values, ends[::2], 96, day)
    forecast = np.zeros((len(ends) // 2, 1))
    low, high = interval.around(forecast, apart_of(values, ends[1::2], 96, day))
    inside = ((errors[1::2] >= low) & (errors[1::2] <= high))[:, 0]

    calm = restless[ends[1::2]] == 0.5
    assert day == 24 and inside.mean() == pytest.approx(0.8, abs=0.05)
    # half of the width is usual and half the window's own: (0.5 + 1.25) against (2 + 1.25)
    assert (high[~calm].mean() / high[calm].mean()) == pytest.approx(3.25 / 1.75, rel=0.05)
    assert abs(inside[~calm].mean() - 0.8) < 0.15  # with one width it is about 0.63


def test_a_version_of_one_width_is_read() -> None:
    interval = Interval.from_asset({"low": [-1.0], "high": [2.0]})

    low, high = interval.around(np.array([[10.0]]), apart_in(np.zeros((1, 48)), interval.day))

    assert (low[0, 0], high[0, 0]) == (9.0, 12.0)


@pytest.mark.slow
def test_a_recurrent_network_beats_saying_the_same_as_now(tmp_path: Path) -> None:
    """The packaged weather, 24 hours ahead, default settings: measured in docs/recipes.md."""
    result = training.train(Params(), FakeJob(tmp_path))

    assert result.metrics["mae"] <= 0.92 * result.metrics["baseline_mae"]
    assert 0.75 <= result.metrics["interval_coverage"] <= 0.85
