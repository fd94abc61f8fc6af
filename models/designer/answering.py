"""Answers with a designed network. NumPy and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.data.examples import Task
from models.designer.explaining import explain
from models.designer.inputs import reader_of
from models.designer.questions import Answer, Explanation, Query, Score
from models.designer.text_inputs import Texts
from models.job import Bundle
from models.recipe import InputError

NETWORK = "designed"
ALL_WORDS_UNKNOWN = "all_words_unknown"
THRESHOLD = 0.5  # of the second class, and of each of several labels
FIELDS = ("features", "text", "image", "values")
_NUMBERS = 4_000_000  # of one call's input: 16 MB; the layers behind it take a multiple


class DesignedAnswerer:
    """Answers with one version of a designed model."""

    def __init__(self, bundle: Bundle) -> None:
        asset = bundle.asset("design")
        self.task: Task = asset["task"]
        self.names: list[str] = asset["names"]
        self.reader = reader_of(asset["input"], asset["shape"], asset["reader"])
        self._scaling: dict[str, list[float]] | None = asset["scaling"]
        self._session = bundle.session(NETWORK)
        self._input = self._session.get_inputs()[0].name

    def answer(self, queries: Sequence[Query]) -> list[Answer]:
        """Give the answers, in order.

        Raises:
            InputError: `wrong_input_kind`, `wrong_shape`, or what the reader says, pointing at the query.
        """
        self.check_kind(queries)
        scores = self.scores(self.reader.queries(queries))
        return [self._answer(row, query) for row, query in zip(scores, queries, strict=True)]

    def explain(self, query: Query) -> Explanation:
        """Hide parts of the example and see how the answer moves. Raises as `answer`."""
        self.check_kind([query])
        return explain(self.reader, query, self.scores, self.task, self.names)

    def check_kind(self, queries: Sequence[Query]) -> None:
        """Refuse a text where a picture is wanted, and so on."""
        wanted = self.reader.field
        for position, query in enumerate(queries):
            if getattr(query, wanted) is None:
                given = next(name for name in FIELDS if getattr(query, name) is not None)
                message = f"The model takes {wanted}, but the question holds {given}."
                raise InputError(message, "wrong_input_kind", f"/{position}/{given}")

    def scores(self, inputs: np.ndarray) -> np.ndarray:
        """Give one row of scores an example, float64: probabilities of all names, or numbers in the target's unit."""
        step = max(1, _NUMBERS // max(1, int(np.prod(inputs.shape[1:]))))
        parts = [
            self._session.run(None, {self._input: inputs[at : at + step]})[0] for at in range(0, len(inputs), step)
        ]
        outputs = np.nan_to_num(np.concatenate(parts).astype(np.float64), posinf=1e30, neginf=-1e30)
        if self._scaling is not None:
            return np.asarray(outputs * np.array(self._scaling["deviation"]) + np.array(self._scaling["mean"]))
        return np.concatenate([1.0 - outputs, outputs], axis=1) if self.task == "binary" else outputs

    def _answer(self, row: np.ndarray, query: Query) -> Answer:
        unknown = isinstance(self.reader, Texts) and not self.reader.knows(query)
        warnings = [ALL_WORDS_UNKNOWN] if unknown else []
        if self.task == "regression":
            return Answer(values=dict(zip(self.names, row.tolist(), strict=True)), warnings=warnings)
        order = np.argsort(-row, kind="stable")
        scores = [Score(label=self.names[place], score=float(row[place])) for place in order]
        if self.task == "multi-label":
            labels = [score.label for score in scores if score.score >= THRESHOLD]
            return Answer(labels=labels, scores=scores, warnings=warnings)
        return Answer(label=self.names[self.likeliest(row)], scores=scores, warnings=warnings)

    def likeliest(self, row: np.ndarray) -> int:
        """Give the place of the name that holds; of two, the second one from a probability of one half on."""
        return int(row[1] >= THRESHOLD) if self.task == "binary" else int(np.argmax(row))


def load(bundle: Bundle) -> DesignedAnswerer:
    """Give the answerer of a published version."""
    return DesignedAnswerer(bundle)
