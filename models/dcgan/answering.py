"""Draws pictures with a published generator. NumPy, Pillow and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.dcgan.questions import Answer, Decode, Interpolate, Query, Sample
from models.dcgan.scales import codes, latents, pixels, shown
from models.job import Bundle, Pictures
from models.pictures.inline import base64_png
from models.recipe import InputError, Json

LARGEST_COLUMNS = 8
DIGITS = 4  # latents are rounded to so many before they are drawn, so that what is told draws the same picture again
_STRAIGHT = 1e-3  # sine of an angle too small, or too close to a half turn, to follow an arc


class Artist:
    """Answers with one version of a generator."""

    def __init__(self, bundle: Bundle) -> None:
        facts: Json = bundle.asset("generator")
        self.latent_size = int(facts["latent_size"])
        self._distribution = str(facts["latent_distribution"])
        self._data_range = str(facts["data_range"])
        self.labels: list[str] = facts["labels"]  # those that can be asked for
        self._classes: list[str] = bundle.asset("judge")["labels"]  # those that can be seen
        self._generator = bundle.session("generator")
        self._judge = bundle.session("judge") if self._classes else None
        self.shape: tuple[int, int, int] = tuple(facts["shape"])

    def answer(self, queries: Sequence[Query]) -> list[Answer]:
        """Give the picture of each latent vector, in order."""
        vectors = [self._checked(query.latent, f"/{place}/latent") for place, query in enumerate(queries)]
        labels = [self._label(query.label, f"/{place}/label") for place, query in enumerate(queries)]
        drawn = self._drawn(np.stack(vectors), np.array(labels))
        seen = self._seen(drawn)
        return [
            Answer(
                image=base64_png(picture),
                width=picture.shape[1],
                height=picture.shape[0],
                looks_like=label,
                confidence=confidence,
            )
            for picture, (label, confidence) in zip(pixels(drawn), seen, strict=True)
        ]

    def sample(self, query: Sample) -> Pictures:
        """Give pictures of random latents; a model that draws by class takes its classes in turn unless told one."""
        rng = np.random.default_rng(query.seed)
        vectors = latents(rng, query.n, self.latent_size, self._distribution) * np.float32(query.truncation)
        in_turn = self.labels and query.label is None
        labels = np.arange(query.n) if in_turn else np.full(query.n, self._label(query.label, "/label"))
        return self._pictures(vectors, labels)

    def decode(self, query: Decode) -> Pictures:
        """Give the pictures of the latent vectors, in order."""
        vectors = [self._checked(latent, f"/latent/{place}") for place, latent in enumerate(query.latent)]
        return self._pictures(np.stack(vectors), np.full(len(vectors), self._label(query.label, "/label")))

    def pictures_of(self, latents: np.ndarray, labels: Sequence[str | None]) -> np.ndarray:
        """Give the pictures of latent vectors `(n, latent size)`: uint8 `(n, h, w, c)`.

        Args:
            labels: the class of each, where the model draws by class.

        Raises:
            InputError: `number_not_finite`, `label_missing`, `label_unknown`.
        """
        if not np.isfinite(latents).all():
            raise InputError("Every number of a latent vector must be finite.", "number_not_finite", "/latent")
        numbers = [self._label(label, f"/{place}/label") for place, label in enumerate(labels)]
        drawn = self._drawn(latents.astype(np.float32), np.array(numbers))
        return np.round(drawn * 255).astype(np.uint8)

    def interpolate(self, query: Interpolate) -> Pictures:
        """Give the way from one latent vector to another: an arc where latents are Gaussian, else a straight line."""
        start, end = self._ends(query)
        label = self._label(query.label, "/label")
        between = arc if self._distribution == "gaussian" else line
        return self._pictures(between(start, end, query.steps), np.full(query.steps, label))

    def _ends(self, query: Interpolate) -> tuple[np.ndarray, np.ndarray]:
        if query.seeds is None:
            return self._checked(query.start or [], "/start"), self._checked(query.end or [], "/end")
        start, end = (
            latents(np.random.default_rng(seed), 1, self.latent_size, self._distribution) for seed in query.seeds
        )
        return start[0], end[0]

    def _checked(self, latent: Sequence[float], pointer: str) -> np.ndarray:
        if len(latent) != self.latent_size:
            message = f"The latent vector has {len(latent)} numbers; this model draws from {self.latent_size}."
            raise InputError(message, "latent_length", pointer)
        return np.array(latent, np.float32)

    def _label(self, label: str | None, pointer: str) -> int:
        """Give the number of a label; 0, which nothing reads, in a model that does not draw by class."""
        if not self.labels and label is None:
            return 0
        if not self.labels:
            raise InputError("This model does not draw by class: leave the label out.", "label_not_taken", pointer)
        if label is None:
            raise InputError(f"Name the class to draw: {self._named()}.", "label_missing", pointer)
        if label not in self.labels:
            raise InputError(f"There is no class {label!r}; the model knows {self._named()}.", "label_unknown", pointer)
        return self.labels.index(label)

    def _named(self) -> str:
        return ", ".join(self.labels)[:200]

    def _pictures(self, vectors: np.ndarray, labels: np.ndarray) -> Pictures:
        vectors = np.round(vectors.astype(np.float64), DIGITS)
        drawn = self._drawn(vectors.astype(np.float32), labels)
        seen = self._seen(drawn)
        facts: Json = {
            "latents": vectors.tolist(),
            "labels": [self.labels[label % len(self.labels)] for label in labels] if self.labels else None,
            "looks_like": [label for label, _ in seen] if self._classes else None,
            "confidence": [confidence for _, confidence in seen] if self._classes else None,
        }
        return Pictures(pixels(drawn), min(len(drawn), LARGEST_COLUMNS), facts)

    def _drawn(self, vectors: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Give pictures from 0 to 1, `(n, h, w, c)`."""
        feed = {self._generator.get_inputs()[0].name: codes(vectors, labels, len(self.labels))}
        return shown(self._generator.run(None, feed)[0], self._data_range)

    def _seen(self, drawn: np.ndarray) -> list[tuple[str, float] | tuple[None, None]]:
        """Give the likeliest class of each picture and its probability."""
        if self._judge is None:
            return [(None, None)] * len(drawn)
        probabilities = self._judge.run(None, {self._judge.get_inputs()[0].name: drawn})[0]
        best = probabilities.argmax(axis=1)
        return [(self._classes[k], round(float(row[k]), 4)) for k, row in zip(best, probabilities, strict=True)]


def line(start: np.ndarray, end: np.ndarray, steps: int) -> np.ndarray:
    """Give vectors `(steps, k)` at equal distances on a straight line, both ends included."""
    share = np.linspace(0, 1, steps)[:, None]
    return np.asarray((1 - share) * start + share * end)


def arc(start: np.ndarray, end: np.ndarray, steps: int) -> np.ndarray:
    """Give vectors `(steps, k)` at equal angles from one to the other, both ends included.

    High-dimensional Gaussian vectors have nearly one length; a straight line would cut through a middle where the
    generator never learned to draw (White 2016, arXiv:1609.04468). Vectors without an angle between them, or opposite
    ones, are joined by a line.
    """
    lengths = float(np.linalg.norm(start) * np.linalg.norm(end))
    angle = np.arccos(np.clip(float(start @ end) / lengths, -1, 1)) if lengths else 0.0
    if np.sin(angle) < _STRAIGHT:
        return line(start, end, steps)
    share = np.linspace(0, 1, steps)[:, None]
    return np.asarray((np.sin((1 - share) * angle) * start + np.sin(share * angle) * end) / np.sin(angle))


def load(bundle: Bundle) -> Artist:
    """Give the answerer of a published version."""
    return Artist(bundle)
