"""The question and explanation that every text recipe shares."""

from __future__ import annotations

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from models.recipe import Schema
from models.unicode_text import MAX_CHARACTERS, too_long


class TextQuery(Schema):
    """One text to judge."""

    text: str = Field(
        title="Text",
        description=f"At most {MAX_CHARACTERS:,} characters.",
        json_schema_extra={"zh": {"title": "文本", "description": f"最多 {MAX_CHARACTERS:,} 个字符。"}},
    )

    @field_validator("text")
    @classmethod
    def _readable(cls, text: str) -> str:
        if not text or text.isspace():
            raise PydanticCustomError("text_empty", "The text is empty; at least one word is needed.")
        if too_long(text):
            allowed = {"allowed": MAX_CHARACTERS}
            raise PydanticCustomError("text_too_long", "The text has more than {allowed} characters.", allowed)
        return text


class WordContribution(Schema):
    """A word of the text and how much it speaks for the label.

    `contribution` is the change of the label's log-odds when the word is removed everywhere in the text:
    above 0 it speaks for the label, below 0 against it. `text[start:end]` is the word as it was sent.
    """

    text: str
    start: int
    end: int
    contribution: float


class TextExplanation(Schema):
    """Why a text got its label; words the network does not know are not listed."""

    label: str
    score: float
    words: list[WordContribution]
