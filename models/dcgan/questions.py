"""What a published generator can be asked, and what it answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from models.recipe import Schema

LARGEST_SAMPLE = 64
FARTHEST = 100.0  # of a latent number from 0; beyond it pictures no longer change

Latent = Annotated[
    list[Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]],
    Field(min_length=2, max_length=256, description="as many numbers as the model's latent size"),
]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
Label = Annotated[
    str | None,
    Field(min_length=1, max_length=100, description="the class to draw; only models that draw by class take one"),
]


class Query(Schema):
    """A latent vector to draw a picture from."""

    latent: Latent
    label: Label = None


class Answer(Schema):
    """A drawn picture and what the judge takes it for."""

    image: str = Field(description="PNG, base64")
    width: int
    height: int
    looks_like: str | None = Field(description="the likeliest class; None where the data has no classes")
    confidence: float | None = Field(description="the judge's probability of that class")


class Sample(Schema):
    """How many pictures to draw, and from which random numbers."""

    n: int = Field(16, ge=1, le=LARGEST_SAMPLE)
    seed: Seed = 0
    truncation: float = Field(1.0, ge=0.1, le=2.0, description="scale of the latents: smaller is safer and less varied")
    label: Label = None


class Decode(Schema):
    """Latent vectors to draw pictures from."""

    latent: list[Latent] = Field(min_length=1, max_length=LARGEST_SAMPLE)
    label: Label = None


class Interpolate(Schema):
    """Two latent vectors, given or drawn from two seeds, and the number of pictures from one to the other."""

    start: Latent | None = None
    end: Latent | None = None
    seeds: Annotated[list[Seed], Field(min_length=2, max_length=2)] | None = None
    steps: int = Field(8, ge=2, le=LARGEST_SAMPLE)
    label: Label = None

    @model_validator(mode="after")
    def _one_way(self) -> Interpolate:
        given = (self.start is not None, self.end is not None)
        if given[0] != given[1] or given[0] == (self.seeds is not None):
            raise PydanticCustomError("interpolate_ends", "Give either start and end, or two seeds.")
        return self
