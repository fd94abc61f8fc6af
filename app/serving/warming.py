"""Between being loaded and being asked a version answers samples, and shows whether joining requests pays."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import Any

from pydantic import BaseModel, ValidationError

from app.serving.loaded import Loaded
from models.recipe import InputError, Json

log = logging.getLogger(__name__)
SAMPLES = 4  # answered one by one and together
ROUNDS = 3
LONGEST_S = 0.01  # an answer that takes longer is arithmetic: a photo costs as much in a batch (docs/decisions/0019)
# together / alone at most, and what a question saves at least: joining costs 20 microseconds
RATIO, SAVED_S = 0.6, 5e-5


def warm_up(loaded: Loaded, question: Json | None) -> None:
    """Answer samples: what is set up at the first run is set up now, and how long a question takes is known."""
    try:
        samples = list(islice(_answerable(loaded, question), SAMPLES))
        if samples and loaded.pace.each < LONGEST_S:
            loaded.line.together = joining_pays(loaded.answerer.answer, list(islice(cycle(samples), SAMPLES)))
    except Exception:  # whoever asks it will be told; the other models must not wait for that
        log.warning("%s version %d could not answer its samples", loaded.model, loaded.version, exc_info=True)


def joining_pays(answer: Any, samples: Sequence[BaseModel]) -> bool:
    """Measure whether a run with several questions costs clearly less than several runs."""
    apart = min(sum(_seconds(answer, [sample]) for sample in samples) for _ in range(ROUNDS)) / len(samples)
    together = min(_seconds(answer, samples) for _ in range(ROUNDS)) / len(samples)
    return together < RATIO * apart and apart - together > SAVED_S


def _seconds(answer: Any, queries: Sequence[BaseModel]) -> float:
    started = time.perf_counter()
    answer(queries)
    return time.perf_counter() - started


def _answerable(loaded: Loaded, question: Json | None) -> Iterator[BaseModel]:
    """Samples that this version takes, once it has answered them: a card's own may be for another data set."""
    answer, known = loaded.answerer.answer, question or {}
    medians = {feature["name"]: feature.get("median") for feature in known.get("features", [])}
    for document in [*known.get("examples", []), *loaded.card.examples, medians]:
        try:
            query = _query(loaded, document)
            answer([query])
        except (ValidationError, InputError):
            continue
        loaded.pace.note(_seconds(answer, [query]), 1)  # the second run: the first sets things up
        yield query
        if loaded.pace.each > LONGEST_S:
            return


def _query(loaded: Loaded, document: Any) -> BaseModel:
    """The question of a sample, which may be kept with the truth."""
    schema = loaded.card.Query
    assert schema is not None  # only what answers is loaded
    document = document.get("query", document)
    if "root" not in schema.model_fields:
        document = {name: value for name, value in document.items() if name in schema.model_fields}
    return schema.model_validate(document)
