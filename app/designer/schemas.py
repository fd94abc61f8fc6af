"""What the designer's routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.http.fields import NAME, In, JsonObject, Out, WordsOut
from models.data.examples import InputKind, Task

TargetName = Annotated[str, Field(min_length=1, max_length=200)]


class ArchitectureOut(Out):
    """One way to read an input."""

    name: str
    title: WordsOut
    reason: WordsOut
    source: str
    preferred: bool


class SampleOut(Out):
    """The sample that an input is tried out on."""

    title: WordsOut
    source: Literal["real", "generated"]
    rows: int


class InputOut(Out):
    """A row of the table of inputs."""

    name: InputKind
    title: WordsOut
    summary: WordsOut
    shape: WordsOut
    architectures: list[ArchitectureOut]
    sample: SampleOut


class LastLayerOut(Out):
    """The layer that a task ends on: units `1`, `n` (classes or labels) or `k` (numbers)."""

    layer: str
    units: str
    activation: str


class TaskOut(Out):
    """A row of the table of tasks."""

    name: Task
    title: WordsOut
    last_layer: LastLayerOut
    loss: str
    target_encoding: WordsOut
    metric: WordsOut
    reason: WordsOut
    source: str


class DesignerOut(Out):
    """The book's two tables."""

    inputs: list[InputOut]
    tasks: list[TaskOut]


class PlanIn(In):
    """What is given and what is asked; with a data set, what is left out follows from it."""

    input: InputKind | None = None
    task: Task | None = None
    data_set: Annotated[str | None, Field(pattern=NAME)] = None
    target: Annotated[list[TargetName], Field(max_length=100)] = Field(default_factory=list)
    missing: Literal["refuse", "drop", "fill"] = "refuse"
    architecture: Annotated[str, Field(pattern=NAME)] = "auto"


class LayerOut(Out):
    """A layer and its settings."""

    layer: str
    detail: str


class EndOut(Out):
    """The last layer of a plan."""

    units: str
    activation: str


class ReasonOut(WordsOut):
    """Why something was decided, with its place in the book."""

    about: str


class WarningOut(WordsOut):
    """Something to think about before training."""

    code: str


class PlanOut(Out):
    """The network that the tables give, why, and the settings that train it."""

    architecture: str
    alternatives: list[str]
    layers: list[LayerOut]
    last_layer: EndOut
    loss: str
    target_encoding: WordsOut
    metric: WordsOut
    reasons: list[ReasonOut]
    warnings: list[WarningOut]
    facts: dict[str, float]
    params: JsonObject
