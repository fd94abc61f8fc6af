"""What a published text generator is asked, and what it answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from models.recipe import Action, Json, Schema, Words

MAX_PROMPT = 10_000  # characters; the last ones count
MAX_WRITTEN = 2_000
Reason = Literal["length", "stop"]
Stop = Annotated[str, Field(min_length=1, max_length=40)]


def _words(title: str, description: str) -> Json:
    return {"zh": {"title": title, "description": description}}


class Prompted(Schema):
    """What comes before."""

    prompt: str = Field(
        "",
        max_length=MAX_PROMPT,
        title="Prompt",
        description="The text to go on from; the last 200 characters count. Empty starts a new passage.",
        json_schema_extra=_words("开头", "从这段文字继续写；只看最后 200 个字符。留空则开始新的段落。"),
    )


class Shaping(Prompted):
    """How a prompt goes on: how the probabilities are reshaped."""

    temperature: float = Field(
        1.0,
        le=5.0,
        title="Temperature",
        description="Above 0: low repeats the likely, high surprises and breaks words.",
        json_schema_extra=_words("温度", "大于 0：低温重复常见内容，高温带来意外并写出错词。"),
    )
    top_k: int | None = Field(
        None,
        ge=1,
        le=10_001,
        title="Top k",
        description="Choose among this many likeliest characters only.",
        json_schema_extra=_words("Top-k", "只在最可能的这么多个字符中选择。"),
    )
    top_p: float | None = Field(
        None,
        gt=0.0,
        le=1.0,
        title="Top p",
        description="Choose among the fewest characters whose probabilities reach this sum.",
        json_schema_extra=_words("Top-p", "只在概率之和达到此值的最少字符中选择。"),
    )

    @field_validator("temperature")
    @classmethod
    def _warm(cls, temperature: float) -> float:
        if temperature <= 0:
            raise PydanticCustomError(
                "temperature_not_positive",
                'The temperature must be above 0; for the likeliest character each time, set sampling to "greedy".',
            )
        return temperature


class Writing(Schema):
    """What any piece of writing needs beside the shaping of probabilities."""

    max_characters: int = Field(
        400,
        ge=1,
        le=MAX_WRITTEN,
        title="Length",
        description="Characters to write, at most.",
        json_schema_extra=_words("长度", "最多写多少个字符。"),
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**53 - 1,
        title="Seed",
        description="The same seed writes the same text.",
        json_schema_extra=_words("随机种子", "相同的种子写出相同的文本。"),
    )
    stop: list[Stop] = Field(
        [],
        max_length=4,
        title="Stop at",
        description="Writing ends before the first of these texts.",
        json_schema_extra=_words("停止文本", "写到其中任何一段文字之前就停止。"),
    )


class Query(Shaping, Writing):
    """One text to go on with."""

    sampling: Literal["stochastic", "greedy"] = Field(
        "stochastic",
        title="Sampling",
        description="Draw each character by its probability, or always take the likeliest.",
        json_schema_extra=_words("采样方式", "按概率抽取每个字符，或总是取最可能的字符。"),
    )


class Answer(Schema):
    """The text written, without the prompt and without the stop text."""

    text: str
    characters: int
    finish_reason: Reason
    warnings: list[str]


class NextQuery(Shaping):
    """What may come next."""

    count: int = Field(
        20,
        ge=1,
        le=100,
        title="Count",
        description="Characters to list, likeliest first.",
        json_schema_extra=_words("个数", "列出多少个最可能的字符。"),
    )


class NextCharacter(Schema):
    """A character and its probability: as the network says, and as it is drawn after reshaping."""

    character: str
    probability: float
    reshaped: float


class NextAnswer(Schema):
    """The likeliest next characters and how uncertain the choice is, before and after reshaping."""

    characters: list[NextCharacter]
    entropy_bits: float
    reshaped_entropy_bits: float
    warnings: list[str]


class CompareQuery(Prompted, Writing):
    """One prompt, several temperatures."""

    temperatures: list[Annotated[float, Field(gt=0.0, le=5.0)]] = Field(
        [0.2, 0.5, 1.0, 1.5],
        min_length=1,
        max_length=4,
        title="Temperatures",
        description="One text is written at each.",
        json_schema_extra=_words("温度", "在每个温度下各写一段文本。"),
    )


class ComparedText(Answer):
    """The text written at one temperature."""

    temperature: float


class CompareAnswer(Schema):
    """One text for each temperature, in the order asked."""

    texts: list[ComparedText]


EXAMPLES: tuple[Json, ...] = (
    {"prompt": "ROMEO\n", "temperature": 0.5, "max_characters": 300, "seed": 1},
    {"prompt": "To be, or not to be", "temperature": 0.8, "top_p": 0.95, "seed": 2},
    {"prompt": "", "sampling": "greedy", "max_characters": 200},
)
ACTIONS = (
    Action(
        "sample",
        Words("Go on writing from a prompt, character by character", "从开头继续写，逐字输出"),
        Query,
        Answer,
        EXAMPLES,
        streams=True,
    ),
    Action(
        "next",
        Words("The likeliest next characters, before and after the temperature", "温度作用前后最可能的下一个字符"),
        NextQuery,
        NextAnswer,
        ({"prompt": "To be, or not to b", "temperature": 0.5},),
    ),
    Action(
        "compare",
        Words("The same prompt at several temperatures", "同一开头在不同温度下的结果"),
        CompareQuery,
        CompareAnswer,
        ({"prompt": "ROMEO\n", "max_characters": 200, "seed": 1},),
    ),
)
