"""What the card of style transfer offers and refuses, and the losses behind its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from pydantic import ValidationError

from models.pictures.receipt import pixels_digest
from models.pictures.samples import sample_pixels, samples
from models.recipe import InputError, PictureChoice, PictureFacts
from models.style_transfer import losses
from models.style_transfer.card import CARD, Params, check, fitted
from models.style_transfer.losses import Formula, Objective
from models.style_transfer.preparation import prepare
from tests.models.fakes import FakeJob


def facts(width: int = 400, height: int = 300, sha256: str = "a", flat: bool = False) -> PictureFacts:
    return PictureFacts(width=width, height=height, sha256=sha256, flat=flat)


@pytest.mark.parametrize("preset", CARD.presets, ids=lambda preset: preset.name)
def test_presets_are_settings_that_work(preset: Any) -> None:
    params = Params.model_validate(preset.params)
    named = [choice.sample for choice in (params.content, params.style, params.second_style) if choice]
    assert set(named) <= set(samples())
    check(params, {name: _real(choice) for name, choice in params if isinstance(choice, PictureChoice)})


def _real(choice: PictureChoice) -> PictureFacts:
    pixels = sample_pixels(str(choice.sample))
    return facts(pixels.shape[1], pixels.shape[0], pixels_digest(pixels))


def test_presets_show_good_looks_and_every_cause_of_failure() -> None:
    failing = [preset for preset in CARD.presets if preset.name.startswith("fails-")]
    assert len(failing) >= 5 and len(CARD.presets) - len(failing) >= 5
    assert all(preset.title.en.startswith("Why it fails") for preset in failing)
    assert len({preset.name for preset in CARD.presets}) == len(CARD.presets)


def test_every_setting_speaks_both_languages() -> None:
    for name, field in Params.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict) and field.title and field.description, name
        assert any("\u4e00" <= character <= "\u9fff" for character in str(extra["zh"])), name
    assert all(name in Params.model_fields for name in CARD.steerable)


@pytest.mark.parametrize(
    ("pictures", "code", "pointer"),
    [
        ({"content": facts(), "style": facts()}, "same_picture", "/style"),
        ({"content": facts(), "style": facts(sha256="b"), "second_style": facts()}, "same_picture", "/second_style"),
        ({"content": facts(flat=True), "style": facts(sha256="b")}, "picture_flat", "/content"),
        ({"content": facts(), "style": facts(sha256="b", flat=True)}, "picture_flat", "/style"),
        ({"content": facts(1600, 190), "style": facts(sha256="b")}, "picture_too_small", "/content"),
        ({"content": facts(), "style": facts(40, 40, "b")}, "picture_too_small", "/style"),
    ],
)
def test_pictures_that_cannot_work_are_refused(pictures: dict[str, PictureFacts], code: str, pointer: str) -> None:
    with pytest.raises(InputError) as refusal:
        check(Params(), pictures)
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"strength": 0.5}, {"longest_side": 1025}, {"evaluations": 301}, {"style_layers": []}, {"mix": 1.5},
        {"style_layers": ["block1_conv1", "block1_conv1"]}, {"content_layer": "block6_conv1"},
        {"content": {"sample": "chelsea", "upload": "u"}}, {"smoothness": float("nan")},
    ],
)  # fmt: skip
def test_settings_out_of_bounds_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Params.model_validate(wrong)


def test_sizes_and_mixing(tmp_path: Path) -> None:
    assert fitted(600, 400, 300) == (300, 200) and fitted(10, 80, 128) == (16, 128)
    params = Params(second_style=PictureChoice(sample="ink"), mix=0.25, coarse_to_fine=True, evaluations=10)
    prepared = prepare(params, FakeJob(tmp_path))
    coarse, fine = prepared.levels
    assert coarse.end == 4 and fine.end == 10 and coarse.content.shape[1] * 2 == fine.content.shape[1] == 384
    assert [share for _, share in fine.styles] == [0.75, 0.25]
    assert fine.styles[0][0].shape == (384, 384, 3)  # its own proportions
    stretched = prepare(Params(losses="book-2e"), FakeJob(tmp_path)).levels[0]
    assert stretched.styles[0][0].shape == stretched.content.shape


def _linear(channels: int) -> keras.Model:
    """Give a network that passes the picture through, once for the content and once through a 1x1 convolution."""
    keras.utils.set_random_seed(1)
    picture = keras.Input((None, None, 3))
    return keras.Model(picture, [picture, keras.layers.Conv2D(channels, 1, use_bias=False)(picture)])


def _three() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    content, style, picture = np.random.default_rng(2).uniform(-90, 120, (3, 8, 10, 3)).astype(np.float32)
    return content, style, picture


@pytest.mark.parametrize("gram", ["book", "true-channels"])
def test_book_terms_are_the_printed_formulas(gram: Any) -> None:
    content, style, picture = _three()
    network = _linear(5)
    objective = Objective(network, content, [(style, 1.0)], Formula("book-2e", gram))
    terms, _ = objective(picture, np.ones(3, np.float32))
    one, other = (np.asarray(network(image[None])[1][0], np.float64).reshape(-1, 5) for image in (picture, style))
    channels = 3 if gram == "book" else 5
    expected = np.sum((one.T @ one - other.T @ other) ** 2) / (4 * channels**2 * 80**2)
    assert terms.style == pytest.approx(expected, rel=1e-4)
    assert terms.content == pytest.approx(np.sum((picture - content.astype(np.float64)) ** 2), rel=1e-4)
    down, right = picture[:-1, :-1] - picture[1:, :-1], picture[:-1, :-1] - picture[:-1, 1:]
    assert terms.smooth == pytest.approx(np.sum((down.astype(np.float64) ** 2 + right**2) ** 1.25), rel=1e-4)


def test_scale_free_terms_do_not_depend_on_the_scale_of_features() -> None:
    content, style, picture = _three()
    network = _linear(5)
    before, _ = Objective(network, content, [(style, 1.0)], Formula())(picture, np.ones(3, np.float32))
    network.layers[1].set_weights([100 * network.layers[1].get_weights()[0]])
    after, _ = Objective(network, content, [(style, 1.0)], Formula())(picture, np.ones(3, np.float32))
    assert after.style == pytest.approx(before.style, rel=1e-3) and before.style > 0


@pytest.mark.parametrize("name", ["scale-free", "book-2e"])
def test_the_gradient_is_the_slope(name: Any) -> None:
    content, style, picture = _three()
    objective = Objective(_linear(5), content, [(style, 0.6), (content, 0.4)], Formula(name))
    weights = losses.weights(name, content=1.0, strength=10.0, smoothness=1.0)
    _, gradient = objective(picture, weights)
    towards = (gradient / np.abs(gradient).max()).astype(np.float32)
    ahead, behind = (objective(picture + np.float32(step) * towards, weights)[0].total for step in (0.5, -0.5))
    assert ahead - behind == pytest.approx(float(np.sum(gradient * towards)), rel=0.02)
