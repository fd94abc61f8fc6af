"""Style transfer from start to end, with the real network on small pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.job import Generated
from models.recipe import Canceled
from models.style_transfer.card import Params
from models.style_transfer.generating import generate
from tests.models.fakes import FakeJob, Killed

SMALL: dict[str, Any] = {"longest_side": 128, "evaluations": 9, "content": {"sample": "chelsea"}}


def run(folder: Path, **settings: Any) -> tuple[Generated, FakeJob]:
    job = FakeJob(folder)
    return generate(Params.model_validate(SMALL | settings), job), job


def test_the_loss_falls_and_the_picture_changes(tmp_path: Path) -> None:
    made, job = run(tmp_path, style={"sample": "mosaic"})
    pixels = made.pictures["stylised"]
    assert pixels.shape == (85, 128, 3) and pixels.dtype == np.uint8
    assert made.metrics["style_share"] < 0.75 and made.metrics["mean_change"] > 5
    assert made.metrics["total_end"] < 0.8 * made.metrics["total_start"]
    assert all(np.isfinite(list(made.metrics.values())))
    assert [one["step"] for one in job.reports] == list(range(1, 10)) and len(job.frames) >= 9
    for report in job.reports:
        parts = report["content"] + report["style"] + report["smoothness"]
        assert report["loss"] == pytest.approx(parts, rel=1e-4)
    assert len(made.report["curves"]["loss"]) == 9 and len(made.report["style_layers"]) == 5
    assert all(one["end"] < one["start"] for one in made.report["style_layers"][1:4])
    assert [one["name"] for one in made.inputs] == ["vgg19", "content", "style"]


@pytest.mark.parametrize(
    "settings",
    [{"coarse_to_fine": True, "start": "noise"}, {"optimizer": "adam", "colours": "content", "evaluations": 7}],
    ids=["l-bfgs in two sizes", "adam"],
)
def test_a_killed_run_ends_with_the_same_pixels(tmp_path: Path, settings: dict[str, Any]) -> None:
    params = Params.model_validate(SMALL | settings)
    steering = [(3, {"strength": 30.0})]
    unbroken = generate(params, FakeJob(tmp_path / "unbroken", steering=steering))
    with pytest.raises(Killed):
        generate(params, FakeJob(tmp_path / "killed", steering=steering, kill_after_report=6))
    job = FakeJob(tmp_path / "killed", steering=steering)
    resumed = generate(params, job)
    assert any("resuming" in line for line in job.logs) and len(job.reports) < len(unbroken.report["curves"]["loss"])
    np.testing.assert_array_equal(resumed.pictures["stylised"], unbroken.pictures["stylised"])
    assert resumed.metrics == unbroken.metrics and resumed.report == unbroken.report


def test_a_cancel_is_noticed_within_one_evaluation(tmp_path: Path) -> None:
    job = FakeJob(tmp_path, cancel_at_tick=3)
    with pytest.raises(Canceled):
        generate(Params.model_validate(SMALL), job)
    assert job.ticks == 3 and len(job.reports) == 1


def test_divergence_keeps_the_last_finite_picture_and_says_why(tmp_path: Path) -> None:
    made, job = run(tmp_path, losses="book-1e", optimizer="sgd")
    assert made.report["diverged"]["evaluation"] <= 4 and "learning rate" in made.report["diverged"]["explanation"]
    assert all(np.isfinite(list(made.metrics.values())))
    assert made.pictures["stylised"].shape == (85, 128, 3)
    assert any("no number" in line for line in job.logs)


def test_colours_of_the_content_are_kept(tmp_path: Path) -> None:
    made, job = run(tmp_path, colours="content", evaluations=4, style={"sample": "stained-glass"})
    other, _ = run(tmp_path / "other", evaluations=4, style={"sample": "stained-glass"})
    content = job.frames[-4].astype(float)  # the first of four evaluations is of the content itself
    kept, repainted = (
        np.abs(_chroma(one.pictures["stylised"].astype(float)) - _chroma(content)).mean() for one in (made, other)
    )
    assert kept < 0.5 * repainted


def _chroma(pixels: np.ndarray) -> np.ndarray:
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    return np.asarray(pixels[..., [0, 2]] - grey[..., None])
