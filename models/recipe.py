"""What a recipe is: its card, how it refuses, and how it is interrupted. What it sees while it runs: `models.job`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Json = dict[str, Any]


class Schema(BaseModel):
    """Base of every settings, question and answer class: no unknown keys, no coercion, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class InputError(ValueError):
    """A person's input cannot be used: says what was received and what is allowed.

    Args:
        message: one sentence for the person.
        code: stable word for programs, such as `text_empty`.
        pointer: JSON pointer to the field, relative to the list of queries or to the params: `/0/RM`.
    """

    def __init__(self, message: str, code: str = "validation_error", pointer: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.pointer = pointer


class JobFailure(RuntimeError):
    """A job cannot go on for a reason that a person can act on; trying again would not help."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Interrupted(BaseException):
    """The job must stop now. Not an Exception: a careless `except Exception` cannot swallow it."""


class Canceled(Interrupted):
    """A person asked for the job to stop."""


class LeaseLost(Interrupted):
    """Another worker owns the job now: write nothing more."""


class Stopping(Interrupted):
    """The worker is shutting down: the job goes back to the queue and resumes from its checkpoint."""


class DeadlineExceeded(Interrupted):
    """The job ran past the deadline it was submitted with."""


class PictureChoice(Schema):
    """A picture by the name of a sample or the id of an upload: exactly one of both."""

    sample: str | None = Field(None, min_length=1, max_length=63, description="a name of GET /api/v1/pictures")
    upload: str | None = Field(None, min_length=1, max_length=64, description="an id of POST /api/v1/uploads")

    @model_validator(mode="after")
    def _one(self) -> PictureChoice:
        if (self.sample is None) == (self.upload is None):
            raise PydanticCustomError("picture_choice", "Name either a sample or an upload.")
        return self


@dataclass(frozen=True)
class Words:
    """A text that people read, in both languages of the dashboard."""

    en: str
    zh: str


@dataclass(frozen=True)
class Headline:
    """The figure a model is judged by, beside the book's own."""

    metric: str  # key in Trained.metrics
    title: Words
    unit: str  # "fraction", "k$", ...
    higher_is_better: bool
    book_figure: float | None = None  # None where the book gives no such figure
    book_source: str = ""  # "1E §3.5"
    reason: Words | None = None  # why this figure and no other, where the data decided


@dataclass(frozen=True)
class Preset:
    """Settings for one click."""

    name: str
    title: Words
    params: Json


@dataclass(frozen=True)
class Action:
    """What a model can do online beside answering queries: `POST /api/v1/models/{model}/{name}`.

    The answerer has a method of the same name that takes a `Query` and gives an `Answer`, or `Pictures`.
    """

    name: str  # "sample", "decode"
    summary: Words
    Query: type[BaseModel]
    Answer: type[BaseModel] | None  # None: the method gives `Pictures`
    examples: tuple[Json, ...]  # queries that work as they stand
    light: bool = False  # takes well under a millisecond for a small question: not worth a thread
    streams: bool = False  # the answerer also has `stream_<name>(query)`, a generator of JSON documents


@dataclass(frozen=True)
class PictureFacts:
    """What the check of a picture job may know before anything is queued."""

    width: int
    height: int
    sha256: str  # of the pixels
    flat: bool  # every pixel has the same colour


@dataclass(frozen=True, kw_only=True)
class Card:
    """A recipe's public face. pydantic and plain data only: the API reads it, so no Keras here."""

    name: str  # "house-prices"
    package: str  # "models.house_prices", where training.py (or generating.py) and answering.py live
    kind: Literal["train", "generate"]
    title: Words
    summary: Words
    chapter: str  # "1E §3.5, 2E ch. 4"
    task: str  # a row of the book's task table: "binary classification"
    Params: type[Schema]
    estimate_s: float  # seconds on two cores with default params, until past runs tell better
    work: Callable[[Json], float] | None = None  # what its time grows with, of settings as JSON; None: epochs
    presets: tuple[Preset, ...] = ()
    headline: Headline | None = None  # of a `train` recipe
    data_sets: tuple[str, ...] = ()  # names in the catalogue of data sets, best first
    weights: tuple[str, ...] = ()  # pretrained networks it needs, names in the catalogue
    # what a `train` recipe's models answer; a `generate` recipe has none of it
    Query: type[BaseModel] | None = None
    Answer: type[BaseModel] | None = None
    Explanation: type[BaseModel] | None = None
    examples: tuple[Json, ...] = ()  # queries that work as they stand
    actions: tuple[Action, ...] = ()
    answer_limit: int = 256  # queries in one predict call
    explain_limit: int = 8  # queries in one explain call
    light: bool = True  # a small predict call takes less time than a thread takes to wake
    bundle_format: int = 1  # raised when answering.py can no longer read what an older training published
    # what a person may do to a job
    steerable: tuple[str, ...] = ()  # settings that may change while it runs
    shape: tuple[str, ...] = ()  # settings that a fork from a saved epoch must keep: they shape the network
    data_kinds: tuple[str, ...] = ()  # kinds of a person's own data it learns from, beside those of its data sets
    half_precision: bool = False  # its networks were seen to train, export and answer with layers in 16 bits
    scripted: bool = False  # `script.py` beside training.py tells a run as a plain Keras program
    max_body_bytes: int | None = None  # of a predict call, where a question is larger than text: photos
    check: Callable[[Any, Mapping[str, PictureFacts]], None] | None = None  # refuses what cannot work: InputError
    fits: Callable[[Any, Json], None] | None = None  # refuses settings that the profile of own data contradicts
