"""The three optimisers of style transfer on problems whose answer is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from models.style_transfer.first_order import Adam, Sgd
from models.style_transfer.optimise import HIGHEST, LOWEST, Descent, Diverged, Evaluate, Lbfgs, Stuck
from models.style_transfer.waves import Broadening

SHAPE = (12, 16, 3)


def bowl(seed: int = 3) -> tuple[Evaluate, np.ndarray]:
    """Give a badly conditioned quadratic and its lowest point within the bounds."""
    random = np.random.default_rng(seed)
    centre = random.uniform(-250, 250, SHAPE).astype(np.float32)
    steepness = (10.0 ** random.uniform(-2, 1, SHAPE)).astype(np.float32)

    def evaluate(picture: np.ndarray) -> tuple[float, np.ndarray]:
        away = picture - centre
        return float(np.sum(steepness * away**2, dtype=np.float64) / 2), steepness * away

    return evaluate, np.clip(centre, LOWEST, HIGHEST)


def start() -> np.ndarray:
    return np.zeros(SHAPE, np.float32)


def test_lbfgs_finds_the_lowest_point_within_the_bounds() -> None:
    evaluate, lowest = bowl()
    descent = Lbfgs(start())
    values = []
    for _ in range(150):
        try:
            descent.advance(evaluate)
        except Stuck:
            break
        values.append(evaluate(descent.picture)[0])
    assert all(after <= before for before, after in pairwise(values))
    assert values[-1] - evaluate(lowest)[0] < 1e-4 * (values[0] - evaluate(lowest)[0])
    assert (descent.picture >= LOWEST).all() and (descent.picture <= HIGHEST).all()


def test_lbfgs_goes_back_when_a_step_overshoots_or_overflows() -> None:
    seen = []

    def steep(picture: np.ndarray) -> tuple[float, np.ndarray]:
        value = float(np.sum(picture.astype(np.float64) ** 2))
        seen.append(value)
        return (value if picture.max() > 0.5 else float("inf")), 2 * picture

    descent = Lbfgs(np.ones(SHAPE, np.float32))
    descent.advance(steep)
    descent.advance(steep)  # the first move of 3 grey levels lands where the loss is infinite
    assert len(seen) > 2 and 0.5 < descent.picture.max() < 1


def test_lbfgs_says_when_nothing_is_left_to_gain() -> None:
    def uphill(picture: np.ndarray) -> tuple[float, np.ndarray]:
        return float(np.abs(picture).sum()), np.ones_like(picture)  # a gradient that points the wrong way from 0

    descent = Lbfgs(start())
    descent.advance(uphill)
    with pytest.raises(Stuck):
        descent.advance(uphill)


@pytest.mark.parametrize("name", ["l-bfgs", "adam", "sgd"])
def test_going_on_from_the_arrays_is_going_on(name: str) -> None:
    def make() -> Descent:
        if name == "l-bfgs":
            return Lbfgs(start())
        return Adam(start(), lambda step: 10.0 / (step + 1)) if name == "adam" else Sgd(start(), lambda step: 0.1)

    evaluate, _ = bowl()
    unbroken = make()
    for _ in range(16):
        unbroken.advance(evaluate)
    broken = make()
    for _ in range(7):
        broken.advance(evaluate)
    resumed = make()
    resumed.restore({key: value.copy() for key, value in broken.arrays().items()})
    for _ in range(9):
        resumed.advance(evaluate)
    np.testing.assert_array_equal(resumed.picture, unbroken.picture)


def test_first_order_steps_are_the_textbook_ones() -> None:
    evaluate, _ = bowl()
    gradient = evaluate(start())[1]
    sgd, adam = Sgd(start(), lambda step: 0.5), Adam(start(), lambda step: 10.0)
    for descent in (sgd, adam):
        descent.advance(evaluate)
        np.testing.assert_array_equal(descent.picture, start())  # the first evaluation is of the start
        descent.advance(evaluate)
    np.testing.assert_allclose(sgd.picture, -0.5 * gradient, rtol=1e-6)
    np.testing.assert_allclose(adam.picture, -10 * np.sign(gradient), rtol=1e-3)


def test_a_loss_that_is_no_number_stops_at_the_last_good_picture() -> None:
    def explosive(picture: np.ndarray) -> tuple[float, np.ndarray]:
        worst = float(np.abs(picture).max())
        return (worst if worst < 500 else float("nan")), np.full_like(picture, -100.0)

    descent = Sgd(start(), lambda step: 1.0)
    with pytest.raises(Diverged):
        for _ in range(20):
            descent.advance(explosive)
    assert np.abs(descent.picture).max() == 400


def test_broadening_is_symmetric_positive_and_prefers_broad_waves() -> None:
    broadened = Broadening(SHAPE)
    one, other = np.random.default_rng(5).normal(size=(2, *SHAPE)).astype(np.float32)
    assert np.sum(broadened(one) * other) == pytest.approx(np.sum(one * broadened(other)), rel=1e-4)
    assert np.sum(broadened(one) * one) > 0
    flat, checks = np.ones(SHAPE, np.float32), np.indices(SHAPE[:2]).sum(0)[..., None] % 2 * 2.0 - 1
    np.testing.assert_allclose(broadened(flat), flat, rtol=1e-5)
    assert np.abs(broadened(np.broadcast_to(checks, SHAPE).astype(np.float32))).max() < 0.1
