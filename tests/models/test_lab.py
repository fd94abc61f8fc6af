"""The lab's arithmetic on runs made by hand: figures, differences over seeds, verdicts."""

from __future__ import annotations

import pytest

from models.catalog import CARDS
from models.lab.experiment import leads
from models.lab.measure import Expectation, Figure, Measure, Relation, Run, curve, judge, spread
from models.lab.over_fitting import OVER_FITTING
from models.recipe import Words

VALIDATION = Figure("val_loss", "lowest epoch")


def run(*losses: float, **metrics: float) -> Run:
    """A run with these validation losses, one an epoch."""
    return Run([{"val_loss": loss, "loss": loss / 2} for loss in losses], metrics)


def test_reads_the_figures_of_a_run() -> None:
    trained = run(0.5, 0.3, 0.4, accuracy=0.88)

    assert Figure("accuracy").read(trained) == 0.88
    assert Figure("val_loss", "last").read(trained) == 0.4
    assert Figure("val_loss", "lowest").read(trained) == 0.3
    assert Figure("loss", "highest").read(trained) == 0.25
    assert VALIDATION.read(trained) == 2.0  # counted from 1


def test_the_first_of_two_equal_epochs_counts() -> None:
    assert VALIDATION.read(run(0.5, 0.3, 0.3)) == 2.0


def test_gives_nothing_for_what_was_not_measured() -> None:
    assert Figure("mae").read(run(0.5)) is None
    assert Figure("val_mae", "last").read(run(0.5)) is None
    assert VALIDATION.read(Run([], {})) is None


def test_compares_runs_of_one_seed() -> None:
    runs = {"base": run(0.3, 0.8), "small": run(0.4, 0.6)}
    last = Figure("val_loss", "last")

    assert Measure(last, "small", "base").read(runs) == pytest.approx(-0.2)
    assert Measure(last, "small", "base", how="ratio").read(runs) == pytest.approx(0.75)
    assert Measure(last, "small", "base", other=Figure("val_loss", "lowest")).read(runs) == pytest.approx(0.3)
    assert Measure(last, "small", "missing").read(runs) is None


@pytest.mark.parametrize(
    ("relation", "value", "holds"),
    [("<", 1.0, False), ("<=", 1.0, True), (">", 1.0, False), (">=", 1.0, True), ("within", 1.0, True),
     ("<", 0.9, True), (">", 0.9, False), ("within", 0.9, False)],
)  # fmt: skip
def test_judges_by_relation(relation: Relation, value: float, holds: bool) -> None:
    assert Expectation(relation, 1.0).holds(value) is holds


def test_tolerance_widens_the_bound() -> None:
    assert Expectation(">=", 0.88, 0.01).holds(0.871)
    assert not Expectation(">=", 0.88, 0.01).holds(0.869)
    assert Expectation("<=", 3.0, 0.5).holds(3.4)
    assert Expectation("within", 0.88, 0.01).holds(0.889)


def test_the_mean_over_seeds_decides() -> None:
    assert judge(Expectation("<", 0.0), [-0.3, 0.1]) is True
    assert judge(Expectation("<", 0.0), [-0.1, 0.3]) is False
    assert judge(Expectation("<", 0.0), []) is None


def test_a_curve_spans_the_seeds_that_got_so_far() -> None:
    points = curve([run(0.5, 0.3), run(0.7)])

    assert points[0]["val_loss"] == spread([0.5, 0.7])
    assert points[1]["val_loss"] == spread([0.3])
    assert curve([]) == []


def test_says_who_is_ahead_of_each_other_variant() -> None:
    runs = {"slow": {1: run(0.6)}, "usual": {1: run(0.2)}, "fast": {1: run(0.9)}, "waiting": {}}

    titles = {name: Words(name.upper(), name) for name in runs}
    found = leads(
        runs, Figure("val_loss", "lowest"), title=Words("loss", "损失"), titles=titles, higher_is_better=False
    )

    assert [item.measure.names for item in found] == [("usual", "slow"), ("usual", "fast")]
    assert found[0].words.en == "loss: USUAL is lower than SLOW."


def test_the_preset_knows_its_variants_and_its_card_takes_them() -> None:
    names = {variant.name for variant in OVER_FITTING.variants}
    card = CARDS[OVER_FITTING.recipe]

    for statement in OVER_FITTING.statements:
        assert set(statement.measure.names) <= names
    for variant in OVER_FITTING.variants:
        card.Params.model_validate(OVER_FITTING.params | variant.params)
    assert len(names) == len(OVER_FITTING.variants)
    assert OVER_FITTING.data_set in card.data_sets
