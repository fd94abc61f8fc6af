"""What the picture routes answer."""

from __future__ import annotations

from typing import Literal

from app.http.fields import Out, WordsOut

Role = Literal["photo", "style"]


class PictureOut(Out):
    """A sample picture."""

    name: str
    role: Role
    title: WordsOut
    licence: str
    width: int
    height: int
    url: str


class PicturePage(Out):
    """The sample pictures, in the order they are shown."""

    data: list[PictureOut]
