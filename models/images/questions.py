"""What a photo classifier is asked, and what it answers."""

from __future__ import annotations

from typing import Self

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from models.recipe import Action, Json, Schema, Words

LONGEST_BASE64 = 13_400_000  # of a file of 10 MB
MAX_BODY_BYTES = 14_000_000
TOP = 5  # classes told in an answer
LARGEST_CALL = 32  # photos
_BASE64 = "a PNG, JPEG or WebP file of at most 10 MB in base64"
_UPLOAD = "id of a picture sent to POST /api/v1/uploads"


class PhotoQuery(Schema):
    """A photo: the file itself in base64, or the id of an upload."""

    image: str | None = Field(None, min_length=1, max_length=LONGEST_BASE64, description=_BASE64)
    upload: str | None = Field(None, min_length=1, max_length=64, description=_UPLOAD)
    _content: bytes | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.image is None) == (self.upload is None):
            raise PydanticCustomError("photo_choice", "Send either `image` or `upload`.")
        return self

    @property
    def content(self) -> bytes | None:
        """The bytes of the file, where the service put them."""
        return self._content

    def put(self, content: bytes) -> Self:
        """The query with the bytes of the file that it names."""
        self._content = content
        return self

    @classmethod
    def of_file(cls, content: bytes) -> Self:
        """A query about a file that came as it is, without base64."""
        return cls(upload="multipart").put(content)


class Score(Schema):
    """A class and how likely it is, 0 to 1."""

    label: str
    score: float


class PhotoAnswer(Schema):
    """The likeliest class, and the five likeliest with their probabilities."""

    label: str
    scores: list[Score]
    warnings: list[str]


class PhotoExplanation(Schema):
    """Where in the photo the network sees its class (class activation map).

    `heat` has a number for each place of the last feature maps, row by row from the top: 1 speaks most for the class,
    0 does not speak for it.
    """

    label: str
    score: float
    columns: int
    rows: int
    heat: list[list[float]]
    overlay: str = Field(description="base64 PNG: the photo with the heat map over it")
    image: str = Field(description="base64 PNG: the square that the network was given")


class InspectQuery(PhotoQuery):
    """A photo to look at through the network's layers."""

    layer: str | None = Field(None, min_length=1, max_length=64, description="one layer; none: all that can be shown")


class LayerMaps(Schema):
    """What one layer makes of the photo: its most active channels, each stretched to the full range of grey."""

    name: str
    width: int
    height: int
    channels: int
    maps: list[str] = Field(description="base64 PNG, grey; at most 16")


class InspectAnswer(Schema):
    """What the network sees."""

    layers: list[LayerMaps]
    filters: list[str] = Field(description="base64 PNG of the first convolution's filters, in colour; at most 64")


EXAMPLE: Json = {
    "image": "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwBAMAAAClLOS0AAAAMFBMVEXNzTyPzVrNj1qPj9s33Dw3vFBTj9AZj0DNU02PU9DNGTyP"
    "GUBTU7sZUzxTGTwZGTz7lXhHAAAAxklEQVR42s2SQQ7CIBBF3zR1X2/QO3hbV95Dr9B4AzM3gLWm4MLSAhVDowvZlMyD32HyxAM4"
    "BbifeK0BaFgvRwFoCVAArgSUjVGuBJT6KG+WJFoD4AFvjxj2mtwQ8BYAk0V1WMIuAeLDScl+bucWugS4pTdJgEZddzUPdHFJPt9o"
    "39QucJjAOGRsQM4AN2J9nG6UIQb9d15VgabKxCSqLynarEychjjaIAHX2KtpWEGxJMNm3xnkwrWRuY+lnL5jZ34wq38DTy/kOSM0"
    "U+bjAAAAAElFTkSuQmCC"
}
INSPECT = Action(
    "inspect", Words("What the network sees", "网络看到了什么"), InspectQuery, InspectAnswer, (EXAMPLE,)
)  # fmt: skip
