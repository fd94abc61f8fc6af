"""The text generator as tensors: prompts in, what follows out, with the settings that a query has by default."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pydantic import ValidationError

from models.recipe import InputError
from models.tensors import Tensor, text_rows, texts
from models.text_generator.answering import TextGenerator
from models.text_generator.questions import Query


class TextTensors:
    """One row a prompt."""

    inputs = (Tensor("prompt", "BYTES", (-1,)),)
    outputs = (Tensor("text", "BYTES", (-1,)),)

    def __init__(self, generator: TextGenerator) -> None:
        self._generator = generator

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give the text written after each prompt."""
        try:
            queries = [Query(prompt=prompt) for prompt in text_rows("prompt", given["prompt"])]
        except ValidationError as error:
            raise InputError(f"prompt: {error.errors(include_input=False)[0]['msg']}.") from None
        return {"text": texts(answer.text for answer in self._generator.answer(queries))}


def of(generator: TextGenerator) -> TextTensors:
    """Give the tensors of a loaded version."""
    return TextTensors(generator)
