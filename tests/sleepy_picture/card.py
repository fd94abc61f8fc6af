"""The card of the picture recipe for tests."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from models.recipe import Card, InputError, PictureChoice, PictureFacts, Schema, Words


class Params(Schema):
    """How many steps, how bright each makes the picture."""

    photo: PictureChoice = PictureChoice(sample="chelsea")
    steps: int = Field(5, ge=1, le=10_000)
    step_s: float = 0.05
    brightness: int = Field(1, ge=0, le=50)


def check(_: Params, pictures: Mapping[str, PictureFacts]) -> None:
    """Refuse a picture that cannot get brighter."""
    if pictures["photo"].flat:
        raise InputError("The picture has one colour only.", "picture_flat", "/photo")


CARD = Card(
    name="sleepy-picture",
    package="tests.sleepy_picture",
    kind="generate",
    title=Words("Sleepy picture", "瞌睡图片"),
    summary=Words("Brightens a picture slowly", "慢慢变亮"),
    chapter="none",
    task="none",
    Params=Params,
    estimate_s=1.0,
    steerable=("brightness",),
    check=check,
)
