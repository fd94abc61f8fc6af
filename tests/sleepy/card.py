"""The card of the sleepy recipe."""

from __future__ import annotations

from typing import Literal

from models.recipe import Card, Headline, Schema, Words

Trick = Literal[
    "none",
    "deaf",
    "native",
    "abort",
    "killed",
    "memory",
    "raise",
    "io_error",
    "disk_full",
    "nan",
    "diverge",
    "input_error",
    "gpu_oom",
]


class Params(Schema):
    """How long to sleep, and what goes wrong at which step."""

    steps: int = 5
    step_s: float = 0.05
    trick: Trick = "none"
    trick_step: int = 1
    trick_attempts: int = 99  # the trick is played in attempts up to this one
    snapshots: bool = False  # keep each step for time travel
    batch_size: int = 8
    fits_batch: int = 0  # the trick "gpu_oom": the largest batch that the device has memory for
    width: int = 1  # stands for a setting that shapes a network


class Query(Schema):
    """A number."""

    number: int


class Answer(Schema):
    """The number plus the steps that the version slept."""

    total: int


class Explanation(Schema):
    """Nothing to explain."""

    reason: str


CARD = Card(
    name="sleepy",
    package="tests.sleepy",
    kind="train",
    title=Words("Sleepy", "瞌睡"),
    summary=Words("Sleeps", "睡觉"),
    chapter="none",
    task="none",
    headline=Headline(
        metric="slept",
        title=Words("Steps slept", "步数"),
        unit="steps",
        higher_is_better=True,
        book_figure=5.0,
        book_source="none",
    ),
    data_sets=(),
    Params=Params,
    Query=Query,
    Answer=Answer,
    Explanation=Explanation,
    examples=({"number": 1},),
    estimate_s=1.0,
    shape=("width",),
)
