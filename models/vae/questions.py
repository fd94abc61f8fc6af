"""What a VAE is asked and what it answers: predict, encode and the picture actions."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from models.recipe import Action, Schema, Words

LONGEST_LATENT = 64
FARTHEST = 50.0  # a code that far out decodes to nothing the training has seen; float32 stays far from its limits
MOST_PICTURES = 64
MOST_ENCODED = 16
LARGEST_SIDE = 64
LARGEST_PIXELS = LARGEST_SIDE * LARGEST_SIDE * 3

Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
Vector = Annotated[list[Coordinate], Field(min_length=2, max_length=LONGEST_LATENT)]
_VECTOR: dict[str, Any] = {
    "type": "array", "minItems": 2, "maxItems": LONGEST_LATENT,
    "items": {"type": "number", "minimum": -FARTHEST, "maximum": FARTHEST},
}  # fmt: skip
_VECTORS: dict[str, Any] = {"type": "array", "minItems": 1, "maxItems": MOST_PICTURES, "items": _VECTOR}


def _as_list(value: Any) -> Any:
    """Take one vector for a list of one."""
    return [value] if isinstance(value, list) and value and not isinstance(value[0], list) else value


Vectors = Annotated[
    list[Vector],
    Field(min_length=1, max_length=MOST_PICTURES),
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [_VECTORS, _VECTOR]}),
]
Pixels = Annotated[list[Annotated[int, Field(ge=0, le=255)]], Field(min_length=1, max_length=LARGEST_PIXELS)]


class LatentQuery(Schema):
    """A point of the latent space."""

    latent: Vector


class PictureAnswer(Schema):
    """The picture of a point, as the base64 of a PNG."""

    image: str
    width: int
    height: int


class DecodeQuery(Schema):
    """One point, or up to 64."""

    latent: Vectors


class EncodeQuery(Schema):
    """Pictures to encode: files in base64, or rows of pixels (height, width, channels flattened); one of both."""

    images: list[str] | None = Field(None, min_length=1, max_length=MOST_ENCODED, description="PNG, JPEG or WebP")
    pixels: list[Pixels] | None = Field(None, min_length=1, max_length=MOST_ENCODED)

    @model_validator(mode="after")
    def _one(self) -> EncodeQuery:
        if (self.images is None) == (self.pixels is None):
            raise PydanticCustomError("encode_choice", "Give either images or pixels.")
        return self


class Encoded(Schema):
    """A picture's place in the latent space, and what comes back from there.

    `reconstruction_loss` and `kl` are in nats: what the picture costs given the mean, and what its code costs.
    """

    mean: list[float]
    log_variance: list[float]
    reconstruction: str
    reconstruction_loss: float
    kl: float


class EncodeAnswer(Schema):
    """One entry a picture, in order."""

    width: int
    height: int
    items: list[Encoded]


class SampleQuery(Schema):
    """Points drawn from the standard normal prior."""

    n: int = Field(16, ge=1, le=MOST_PICTURES)
    seed: int = Field(0, ge=0, lt=2**32)


class InterpolateQuery(Schema):
    """A straight line between two points, both ends included."""

    start: Vector
    end: Vector
    steps: int = Field(10, ge=2, le=32)


class Term(Schema):
    """A point and how often it counts."""

    latent: Vector
    weight: float = Field(1.0, ge=-10.0, le=10.0)


class ArithmeticQuery(Schema):
    """A weighted sum of points."""

    terms: list[Term] = Field(min_length=1, max_length=16)


class ManifoldQuery(Schema):
    """A sheet of pictures whose places are the quantiles of the prior."""

    side: int = Field(15, ge=5, le=31, description="pictures a side")


ACTIONS = (
    Action(
        "decode", Words("Draw points of the latent space.", "把潜空间中的点解码成图片。"),
        DecodeQuery, None, ({"latent": [0.5, -1.0]}, {"latent": [[0.0, 0.0], [1.0, 1.0]]}), light=True,
    ),
    Action(
        "encode", Words("Find pictures in the latent space.", "求图片在潜空间中的位置。"),
        EncodeQuery, EncodeAnswer, ({"pixels": [[0] * 784]},),
    ),
    Action(
        "sample", Words("Draw pictures at random.", "随机采样并生成图片。"),
        SampleQuery, None, ({"n": 16, "seed": 7},),
    ),
    Action(
        "interpolate", Words("Walk from one point to another.", "在两点之间插值。"),
        InterpolateQuery, None, ({"start": [-2.0, 0.0], "end": [2.0, 0.0], "steps": 10},),
    ),
    Action(
        "arithmetic", Words("Add and subtract points.", "对潜向量做加减运算。"),
        ArithmeticQuery, None,
        ({"terms": [{"latent": [1.0, 0.5]}, {"latent": [0.0, 1.0], "weight": -1.0}]},),
    ),
    Action(
        "manifold", Words("Draw the whole map at once.", "一次画出整张潜空间图。"),
        ManifoldQuery, None, ({"side": 15},),
    ),
)  # fmt: skip
