"""Writes text with a published one-step network. NumPy and ONNX Runtime only, safe from many threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.job import Bundle
from models.recipe import Json
from models.text_generator.characters import UNKNOWN, Characters
from models.text_generator.questions import (
    Answer,
    CompareAnswer,
    ComparedText,
    CompareQuery,
    NextAnswer,
    NextCharacter,
    NextQuery,
    Query,
    Reason,
)
from models.text_generator.sampling import draw, entropy_bits, narrowed, softmax, without_unknown
from models.text_generator.stepping import Place, Stepper
from models.text_generator.stopping import StopWatch

LONGEST_CHUNK = 8  # characters: a person sees no difference, and a stream carries an eighth of the messages


class TextGenerator:
    """Writes with one version of a text generator."""

    def __init__(self, bundle: Bundle) -> None:
        self._characters = Characters.from_document(bundle.asset("characters"))
        self._stepper = Stepper(bundle.session("step"))

    def answer(self, queries: Sequence[Query]) -> list[Answer]:
        """Give the text written for each query, in order."""
        return [self.sample(query) for query in queries]

    def sample(self, query: Query) -> Answer:
        """Give the text that goes on from a prompt."""
        watch = StopWatch(query.stop)
        text = "".join(self._pieces(query, watch))
        return self._answer(query, text, watch)

    def stream_sample(self, query: Query) -> Iterator[Json]:
        """Give the same text in chunks `{"index", "text"}` as it is written, and at last the whole answer.

        The first chunk comes after one character.
        """
        watch = StopWatch(query.stop)
        written: list[str] = []
        for index, text in enumerate(_chunks(self._pieces(query, watch))):
            written.append(text)
            yield {"index": index, "text": text}
        yield self._answer(query, "".join(written), watch).model_dump()

    def next(self, query: NextQuery) -> NextAnswer:
        """Give the likeliest next characters and their probability before and after reshaping."""
        logits = without_unknown(self._read(query.prompt).logits)
        plain = softmax(logits)
        reshaped = narrowed(softmax(logits, query.temperature), query.top_k, query.top_p)
        likeliest = np.argsort(-plain, kind="stable")
        numbers = [int(number) for number in likeliest if number != UNKNOWN][: query.count]
        return NextAnswer(
            characters=[
                NextCharacter(
                    character=self._characters.character(number),
                    probability=float(plain[number]),
                    reshaped=float(reshaped[number]),
                )
                for number in numbers
            ],
            entropy_bits=entropy_bits(plain),
            reshaped_entropy_bits=entropy_bits(reshaped),
            warnings=self._warnings(query.prompt),
        )

    def compare(self, query: CompareQuery) -> CompareAnswer:
        """Give one text for each temperature, all from the same prompt and seed."""
        asked = query.model_dump(exclude={"temperatures"})
        texts = []
        for temperature in query.temperatures:
            answer = self.sample(Query(temperature=temperature, **asked))
            texts.append(ComparedText(temperature=temperature, **answer.model_dump()))
        return CompareAnswer(texts=texts)

    def _pieces(self, query: Query, watch: StopWatch) -> Iterator[str]:
        """Give what may be shown after each character: the text but for what could still become a stop text."""
        place = self._read(query.prompt)
        uniforms = np.random.default_rng(query.seed).random(query.max_characters)
        for written, uniform in enumerate(uniforms.tolist(), 1):
            number = _choose(place.logits, query, uniform)
            yield watch.add(self._characters.character(number))
            if watch.found:
                return
            if written < query.max_characters:
                place = self._stepper.step(number, place.states)
        yield watch.rest()

    def _answer(self, query: Query, text: str, watch: StopWatch) -> Answer:
        reason: Reason = "stop" if watch.found else "length"
        return Answer(text=text, characters=len(text), finish_reason=reason, warnings=self._warnings(query.prompt))

    def _read(self, prompt: str) -> Place:
        text = self._characters.clean(prompt) or self._characters.start
        return self._stepper.read(self._characters.encode(text))

    def _warnings(self, prompt: str) -> list[str]:
        strangers = self._characters.strangers(self._characters.clean(prompt))
        if not strangers:
            return []
        named = " ".join(strangers[:20])
        return [f"The model never learned {len(strangers)} character(s) of the prompt: {named}"]


def _choose(logits: np.ndarray, query: Query, uniform: float) -> int:
    possible = without_unknown(logits)
    if query.sampling == "greedy":
        return int(possible.argmax())
    return draw(narrowed(softmax(possible, query.temperature), query.top_k, query.top_p), uniform)


def _chunks(pieces: Iterator[str]) -> Iterator[str]:
    """Join pieces: the first comes alone, later ones come two, four, then eight characters at a time."""
    waiting, wanted = "", 1
    for piece in pieces:
        waiting += piece
        if len(waiting) >= wanted:
            yield waiting
            waiting, wanted = "", min(2 * wanted, LONGEST_CHUNK)
    if waiting:
        yield waiting


def load(bundle: Bundle) -> TextGenerator:
    """Give the answerer of a published version."""
    return TextGenerator(bundle)
