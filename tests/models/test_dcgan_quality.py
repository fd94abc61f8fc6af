"""The figures a GAN is judged by, against values worked out by hand; the tricks and refusals of the card."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from models.dcgan.answering import arc, line
from models.dcgan.card import BROKEN, CARD
from models.dcgan.game import targets
from models.dcgan.networks import discriminator, generator
from models.dcgan.quality import alarms, class_figures, contrast, frechet_distance
from models.dcgan.questions import Decode, Interpolate, Query, Sample
from models.dcgan.scales import codes, latents, pixels, scaled, shown
from models.dcgan.settings import Params, weak_spots

SQUARE = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])  # mean 0, covariance 4/3 of the identity
HEALTHY = {"winning_steps": 0.0, "contrast": 0.9, "entropy": 0.95}


def test_frechet_distance_of_shifted_and_scaled_rows() -> None:
    assert frechet_distance(SQUARE, SQUARE) == pytest.approx(0, abs=1e-12)
    assert frechet_distance(SQUARE, SQUARE + np.array([3, 4])) == pytest.approx(25)
    # covariances 4/3 and 9 * 4/3: each axis adds (sqrt(12) - sqrt(4/3))^2 = 16/3
    assert frechet_distance(SQUARE, 3 * SQUARE) == pytest.approx(2 * 16 / 3)
    # rotated by 45 degrees and stretched on one axis the covariances do not commute; checked against
    # trace(A) + trace(B) - 2 sqrt(trace(AB) + 2 sqrt(det A det B)), which holds for two dimensions
    one, other = SQUARE * [1, 4], SQUARE * [5, 1] @ np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    a, b = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    mixed = np.sqrt(np.trace(a @ b) + 2 * np.sqrt(np.linalg.det(a) * np.linalg.det(b)))
    assert frechet_distance(one, other) == pytest.approx(np.trace(a) + np.trace(b) - 2 * mixed)


def test_class_figures() -> None:
    every = class_figures(np.eye(4))
    one = class_figures(np.tile([0.7, 0.1, 0.1, 0.1], (5, 1)))

    assert every == pytest.approx({"classes": 4, "entropy": 1, "confidence": 1})
    assert one == pytest.approx({"classes": 1, "entropy": 0, "confidence": 0.7})
    assert contrast(np.array([[0.0, 1.0], [1.0, 1.0]])) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("changed", "steps", "raised"),
    [
        ({}, 1000, []),
        ({"winning_steps": 199.0}, 1000, []),
        ({"winning_steps": 200.0}, 250, ["discriminator_wins"]),
        ({"contrast": 0.19}, 1000, ["flat"]),
        ({"entropy": 0.59}, 1000, ["one_sided"]),
        ({"contrast": 0.1, "entropy": 0.1}, 399, []),  # it has hardly learned yet
    ],
)
def test_alarms(changed: dict[str, float], steps: int, raised: list[str]) -> None:
    assert alarms(HEALTHY | changed, steps) == raised


def test_pictures_without_classes_raise_no_class_alarm() -> None:
    assert alarms({"winning_steps": 0.0, "contrast": 0.9}, 1000) == []


def test_noisy_labels_are_never_above_one() -> None:
    told = targets(np.random.default_rng(0), 1000, 0.1)

    real, drawn = told[:1000], told[1000:]
    assert 0.9 <= real.min() < 0.91 and 0.99 < real.max() <= 1
    assert 0 <= drawn.min() < 0.01 and 0.045 < drawn.max() <= 0.05
    np.testing.assert_array_equal(targets(np.random.default_rng(0), 2, 0.0), [[1], [1], [0], [0]])


def test_ranges_go_there_and_back() -> None:
    every = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)

    for name, lowest in (("signed", -1), ("unit", 0)):
        network = scaled(every, name)
        assert (network.min(), network.max()) == (lowest, 1)
        np.testing.assert_array_equal(pixels(shown(network, name)), np.repeat(every, 3, axis=-1))
    assert shown(np.array([-1.0, 2.0]), "unit").tolist() == [0, 1]


def test_latents_and_codes() -> None:
    rng = np.random.default_rng(0)

    gaussian, uniform = latents(rng, 2000, 3, "gaussian"), latents(rng, 2000, 3, "uniform")

    assert abs(gaussian.std() - 1) < 0.05 and np.abs(gaussian).max() > 2
    assert abs(uniform.std() - 3**-0.5) < 0.05 and np.abs(uniform).max() <= 1
    assert codes(np.ones((2, 1), np.float32), np.array([1, 2]), 2).tolist() == [[1, 0, 1], [1, 1, 0]]


def test_an_arc_keeps_the_length_and_a_line_does_not() -> None:
    start, end = np.array([2.0, 0.0]), np.array([0.0, 2.0])

    np.testing.assert_allclose(arc(start, end, 3), np.array([[2, 0], [2**0.5, 2**0.5], [0, 2]]), atol=1e-12)
    np.testing.assert_allclose(line(start, end, 3), [[2, 0], [1, 1], [0, 2]])
    for other in (start, -start, np.zeros(2)):
        np.testing.assert_allclose(arc(start, other, 3), line(start, other, 3))


@pytest.mark.parametrize("changed", [preset.params for preset in CARD.presets], ids=[p.name for p in CARD.presets])
def test_every_preset_builds_networks_that_fit_each_other(changed: dict[str, Any]) -> None:
    params = Params(**changed | {"filters": 4})
    shape = (18, 27, 3)  # sides that four does not divide

    drawing = generator(params, shape, 0)(np.zeros((2, params.latent_size), np.float32))
    judged = discriminator(params, shape, 0)(drawing)

    assert drawing.shape == (2, *shape) and judged.shape == (2, 1)


def test_what_is_known_to_go_wrong_is_said() -> None:
    assert not weak_spots(Params())
    assert "chequerboard" in weak_spots(Params(**BROKEN["odd-kernel"][1]))[0].en
    assert "tanh" in weak_spots(Params(**BROKEN["mismatched-ranges"][1]))[0].en
    assert not weak_spots(Params(**BROKEN["sigmoid"][1]))


@pytest.mark.parametrize(
    ("form", "question"),
    [
        (Query, {"latent": [0.0, float("nan")]}),
        (Query, {"latent": [0.0, float("inf")]}),
        (Query, {"latent": [0.0, 1e30]}),
        (Query, {"latent": []}),
        (Sample, {"n": 0}),
        (Sample, {"n": 65}),
        (Sample, {"seed": -1}),
        (Sample, {"seed": 2**32}),
        (Sample, {"truncation": 0.0}),
        (Sample, {"truncation": 2.1}),
        (Decode, {"latent": []}),
        (Decode, {"latent": [[0.0, 0.0]] * 65}),
        (Interpolate, {"steps": 3}),
        (Interpolate, {"start": [0.0, 0.0], "steps": 3}),
        (Interpolate, {"start": [0.0, 0.0], "end": [1.0, 0.0], "seeds": [1, 2]}),
        (Interpolate, {"seeds": [1]}),
        (Params, {"discriminator_dropout": 1.0}),
        (Params, {"label_noise": 1.2}),
        (Params, {"generator_learning_rate": float("nan")}),
        (Params, {"kernel": 1}),
    ],
)
def test_bad_input_is_refused(form: Any, question: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        form.model_validate(question)
