"""DeepDream: it dreams, repeats itself, survives a kill with the same pixels, and leaves no seams."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from models.deep_dream import atlas, dreaming
from models.deep_dream.animation import animated, small
from models.deep_dream.ascent import Ascent
from models.deep_dream.card import CARD, Params, check
from models.deep_dream.generating import generate
from models.deep_dream.layers import LAYERS
from models.job import Generated
from models.pictures.samples import sample_pixels
from models.pretrained.efficientnet_lite0 import efficientnet_lite0, preprocess
from models.recipe import Canceled, InputError, Json, PictureFacts
from tests.models.fakes import FakeJob, Killed
from tests.models.test_efficientnet import weights

QUICK: Json = {"longest_side": 112, "octaves": 2, "octave_scale": 1.2, "steps": 6, "layers": [{"layer": "block4_add"}]}


def dream(folder: Path, *, job: type[FakeJob] = FakeJob, settings: Json | None = None, **told: Any) -> Generated:
    folder.mkdir(exist_ok=True)
    return generate(Params.model_validate(QUICK | (settings or {})), job(folder, **told))


def same(one: Generated, other: Generated) -> bool:
    assert one.pictures.keys() == other.pictures.keys() and one.metrics == other.metrics and one.report == other.report
    return all(np.array_equal(one.pictures[name], other.pictures[name]) for name in one.pictures)


@pytest.fixture(scope="module")
def network() -> keras.Model:
    return efficientnet_lite0(weights())


@pytest.fixture(autouse=True)
def every_step_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dreaming, "CHECKPOINT_PAUSE_S", 0.0)
    monkeypatch.setattr(dreaming, "FRAME_PAUSE_S", 0.0)


class KilledJob(FakeJob):
    """Dies in the middle of a step."""

    at = 9

    def tick(self, step: int, total: int, *, phase: str = "") -> None:
        super().tick(step, total, phase=phase)
        if self.ticks == self.at:
            raise Killed


def test_a_dream_answers_more_strongly_and_says_so(tmp_path: Path) -> None:
    job = FakeJob(tmp_path)
    made = generate(Params.model_validate(QUICK), job)
    picture = made.pictures["dream"]
    assert picture.dtype == np.uint8 and picture.shape[:2] == (75, 112)
    assert made.metrics["loss_start"] == pytest.approx(1.0, abs=0.15) and made.metrics["loss_end"] > 1.5
    assert made.metrics["steps"] == 12 and [len(curve["loss"]) for curve in made.report["octaves"]] == [6, 6]
    assert made.report["octaves"][-1]["width"] == 112
    assert job.reports[-1]["step"] == job.reports[-1]["total"] == 12 and job.reports[-1]["block4_add"] > 1.0
    assert len(job.frames) == 12 and all(frame.shape == picture.shape for frame in job.frames)
    assert [entry["name"] for entry in made.inputs] == ["efficientnet-lite0", "photo"]


@pytest.mark.parametrize("animation", ["ascent", "zoom"])
def test_a_killed_dream_ends_with_the_same_pixels(tmp_path: Path, animation: str) -> None:
    settings = {"animation": animation, "zoom_frames": 4, "zoom_steps": 2}
    told: Json = {"settings": settings, "steering": [(4, {"step_size": 0.05})]}
    whole = dream(tmp_path / "whole", **told)
    with pytest.raises(Killed):
        dream(tmp_path / "killed", job=KilledJob, **told)
    again = FakeJob(tmp_path / "killed", steering=told["steering"])
    resumed = generate(Params.model_validate(QUICK | settings), again)
    assert again.ticks < 12 and same(whole, resumed)
    assert resumed.animations[f"{animation}.webp"] == whole.animations[f"{animation}.webp"]
    with Image.open(io.BytesIO(whole.animations[f"{animation}.webp"].content)) as film:
        # the photo and each of 12 steps; the dream and three frames of the zoom; the end is the same frame once more
        assert getattr(film, "n_frames", 1) == {"ascent": 13, "zoom": 4}[animation] and film.size == (112, 75)


def test_a_canceled_dream_stops_at_the_step_and_has_shown_its_last_frame(tmp_path: Path) -> None:
    job = FakeJob(tmp_path, cancel_at_tick=5)
    with pytest.raises(Canceled):
        generate(Params.model_validate(QUICK), job)
    assert job.ticks == 5 and len(job.frames) == 4


def test_steering_acts_from_its_step_on(tmp_path: Path) -> None:
    plain, steered = FakeJob(tmp_path / "a"), FakeJob(tmp_path / "b", steering=[(7, {"step_size": 0.1})])
    for job in (plain, steered):
        generate(Params.model_validate(QUICK), job)
    equal = [np.array_equal(one, other) for one, other in zip(plain.frames, steered.frames, strict=True)]
    assert equal == [True] * 7 + [False] * 5


def test_it_stops_an_octave_at_the_loss(tmp_path: Path) -> None:
    made = dream(tmp_path, settings={"max_loss": 1.2, "steps": 12})
    assert 1 <= made.metrics["steps"] < 24
    assert max(loss for curve in made.report["octaves"] for loss in curve["loss"]) <= 1.2


def test_detail_comes_back_at_each_octave(tmp_path: Path) -> None:
    faint = {"step_size": 1e-6, "steps": 1, "octaves": 2, "octave_scale": 1.5}
    photo = dream(tmp_path / "photo", settings=faint | {"octaves": 1}).pictures["dream"].astype(int)
    errors = {
        detail: np.abs(
            dream(tmp_path / str(detail), settings=faint | {"detail": detail}).pictures["dream"] - photo
        ).mean()
        for detail in (True, False)
    }
    assert errors[True] < 0.5 < 2 < errors[False]


def change(before: np.ndarray, after: np.ndarray, columns: np.ndarray) -> float:
    """Give how much some columns changed against the inside of the picture."""
    changed = np.abs(after - before).mean(axis=(0, 2))
    return float(changed[columns].mean() / changed[20:-20].mean())


def test_parts_and_the_frame_leave_no_seams(network: keras.Model) -> None:
    random = np.random.default_rng(3)
    noise = random.normal(0, 0.05, (200, 328, 3)).astype(np.float32)
    ascent, weight = Ascent(network, ["block7_add"], tile=58), np.ones(1, np.float32)
    still = rolled = noise
    for _ in range(6):
        still = ascent.step(still, weight, 0.05, (0, 0)).gradient
        down, right = (int(value) for value in random.integers(-100, 100, 2))
        rolled = ascent.step(rolled, weight, 0.05, (down, right)).gradient
    # the 4 parts of 90 columns begin in the margin of 16: their borders are after columns 73, 163 and 253
    borders = np.array([73, 74, 163, 164, 253, 254])
    assert change(noise, still, borders) < 0.8, "parts that never move must show, or this test sees nothing"
    assert change(noise, rolled, borders) == pytest.approx(1.0, abs=0.08)
    assert change(noise, rolled, np.array([0, 1, -2, -1])) == pytest.approx(1.0, abs=0.15)


def test_a_picture_in_parts_has_the_slope_of_the_whole(network: keras.Model) -> None:
    picture = preprocess(np.asarray(Image.fromarray(sample_pixels("coffee")).resize((240, 160))))
    weight = np.ones(1, np.float32)
    whole, parts = (Ascent(network, ["block2_add"], tile).slope(picture, weight, (0, 0)) for tile in (256, 160))
    assert parts.squares == pytest.approx(whole.squares, rel=0.1)
    assert np.corrcoef(whole.gradient.ravel(), parts.gradient.ravel())[0, 1] > 0.95


def test_the_atlas_has_a_picture_for_each_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "LAYERS", (LAYERS[0], LAYERS[10]))
    monkeypatch.setitem(atlas._SETTINGS, "steps", 3)
    settings = {"view": "atlas", "start": "noise"}
    made = dream(tmp_path / "a", settings=settings)
    assert list(made.pictures) == ["atlas", "stem", "block9_add"]
    assert made.pictures["atlas"].shape == (160, 320, 3) and made.pictures["stem"].shape == (112, 112, 3)
    with pytest.raises(Killed):
        dream(tmp_path / "b", job=KilledJob, settings=settings)
    assert same(made, dream(tmp_path / "b", settings=settings))


@pytest.mark.parametrize("media", ["webp", "gif"])
def test_an_animation_repeats_and_keeps_its_frames(media: Any) -> None:
    frames = [np.full((40, 60, 3), value, np.uint8) for value in (0, 90, 180)]
    film = animated(frames, media)
    assert film.media_type == f"image/{media}" and film.content == animated(frames, media).content
    with Image.open(io.BytesIO(film.content)) as image:
        assert image.size == (60, 40) and getattr(image, "n_frames", 1) == 3 and image.info["loop"] == 0
        image.seek(1)
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - 90).max() < 8
    assert small(np.zeros((900, 600, 3), np.uint8)).shape == (480, 320, 3)


@pytest.mark.parametrize("preset", CARD.presets, ids=lambda preset: preset.name)
@pytest.mark.parametrize("photo", ["chelsea", "coffee", "rocket", "astronaut"])
def test_every_preset_suits_every_photo(preset: Any, photo: str) -> None:
    height, width = sample_pixels(photo).shape[:2]
    params = Params.model_validate(preset.params | {"photo": {"sample": photo}})
    check(params, {"photo": PictureFacts(width, height, "", flat=False)})


@pytest.mark.parametrize(
    ("width", "height", "flat", "settings", "code"),
    [
        (480, 320, True, {}, "picture_flat"),
        (63, 200, False, {"octaves": 1}, "picture_too_small"),
        (1000, 100, False, {"octaves": 1}, "picture_too_narrow"),
        (480, 320, False, {"octaves": 8}, "octave_too_small"),
        (480, 320, False, {"octave_scale": 3.0}, "octave_too_small"),
        (2000, 1000, False, {"longest_side": 100, "octaves": 1}, "octave_too_small"),
    ],
)
def test_what_cannot_work_is_refused(width: int, height: int, flat: bool, settings: Json, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        check(Params.model_validate(settings), {"photo": PictureFacts(width, height, "", flat)})
    assert refusal.value.code == code and refusal.value.pointer in ("/photo", "/octaves")
    if code == "octave_too_small":
        assert "the network needs 64 a side" in str(refusal.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"layers": []}, {"layers": [{"layer": "mixed4"}]}, {"layers": [{"layer": "head"}, {"layer": "head"}]},
        {"layers": [{"layer": "head", "coefficient": 0.0}]}, {"octave_scale": 1.0}, {"steps": 0}, {"step_size": 0.0},
        {"longest_side": 2000}, {"max_loss": 0.5}, {"photo": {"sample": "a", "upload": "b"}},
    ],
)  # fmt: skip
def test_bad_settings_are_refused(settings: Json) -> None:
    with pytest.raises(ValidationError) as refusal:
        Params.model_validate(settings)
    if settings.get("layers") and settings["layers"][0]["layer"] == "mixed4":
        assert "block10_add" in str(refusal.value)
