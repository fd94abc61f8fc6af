"""A claim of the book that trainings can prove or disprove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.lab.measure import Expectation, Measure
from models.recipe import Json, Words


@dataclass(frozen=True)
class Setup:
    """One training that a claim looks at, but for the seed. Settings that are not named have the card's defaults."""

    recipe: str
    params: Json
    data_set: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence of the book, the trainings that test it, and what has to come out.

    Attributes:
        id: stable word for addresses.
        source: chapter and section: "1E §3.5".
        setups: the trainings by name; the measure names them.
        expected: what the mean over seeds has to be for the claim to hold here.
        book: the book's own figure for the same measure, where it gives one.
        unit: "fraction", "k$", "epoch", "°C", "loss", "ratio"; "points" is a difference of fractions.
        quick_seeds: how many of the seeds the ten-minute set trains; 0 leaves the claim out of it.
        note: how our trainings differ from the book's.
        reason: why the claim fails here, where it is known to.
    """

    id: str
    source: str
    words: Words
    setups: Mapping[str, Setup]
    measure: Measure
    expected: Expectation
    book: float | None
    unit: str
    seeds: tuple[int, ...] = (1, 2, 3)
    quick_seeds: int = 0
    note: Words | None = None
    reason: Words | None = None

    @property
    def data_sets(self) -> tuple[str, ...]:
        """The data it needs."""
        return tuple(dict.fromkeys(setup.data_set for setup in self.setups.values()))
