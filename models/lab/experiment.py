"""An experiment: variants of one recipe trained side by side, and statements about what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from models.lab.measure import Expectation, Figure, Measure, Run
from models.recipe import Json, Words


@dataclass(frozen=True)
class Variant:
    """One of the networks that are compared."""

    name: str  # lower-case words joined by hyphens: part of its model's name
    title: Words
    params: Json  # beside those of the experiment


@dataclass(frozen=True)
class Statement:
    """A sentence about the variants that runs can prove or disprove."""

    id: str
    words: Words
    source: str  # "1E §4.4"
    measure: Measure
    expected: Expectation


@dataclass(frozen=True)
class Experiment:
    """Variants of one recipe for one click."""

    name: str
    recipe: str
    data_set: str | None
    title: Words
    summary: Words
    params: Json  # shared by the variants
    variants: tuple[Variant, ...]
    statements: tuple[Statement, ...]


def leads(
    runs: Mapping[str, Mapping[int, Run]],
    figure: Figure,
    *,
    title: Words,
    titles: Mapping[str, Words],
    higher_is_better: bool,
) -> list[Statement]:
    """For variants without statements of their own: that the best of them by a figure is ahead of each other one.

    Args:
        runs: by variant and seed.
        title: of the figure.
        titles: of the variants.
    """
    means = {name: value for name, by_seed in runs.items() if (value := _mean(by_seed, figure)) is not None}
    if len(means) < 2:
        return []
    best = (max if higher_is_better else min)(means, key=lambda name: means[name])
    others = [name for name in means if name != best]
    return [_ahead((best, name), figure, title, titles, higher_is_better) for name in others]


def _mean(by_seed: Mapping[int, Run], figure: Figure) -> float | None:
    values = [value for run in by_seed.values() if (value := figure.read(run)) is not None]
    return fmean(values) if values else None


def _ahead(
    pair: tuple[str, str], figure: Figure, title: Words, titles: Mapping[str, Words], higher_is_better: bool
) -> Statement:
    best, name = pair
    side = Words("higher", "高于") if higher_is_better else Words("lower", "低于")
    return Statement(
        id=f"{figure.name}-{name}",
        words=Words(
            f"{title.en}: {titles[best].en} is {side.en} than {titles[name].en}.",
            f"{title.zh}：{titles[best].zh} {side.zh} {titles[name].zh}。",
        ),
        source="",
        measure=Measure(figure, best, name),
        expected=Expectation(">" if higher_is_better else "<", 0.0),
    )
