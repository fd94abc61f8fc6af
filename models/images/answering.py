"""Answers questions about photos with a published network. NumPy, Pillow and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.data.images import middle_square
from models.images.heat import coloured, heat_of, stretched
from models.images.pixels import Preprocessing, prepared
from models.images.probabilities import probabilities
from models.images.questions import (
    TOP,
    InspectAnswer,
    InspectQuery,
    LayerMaps,
    PhotoAnswer,
    PhotoExplanation,
    PhotoQuery,
    Score,
)
from models.job import Bundle
from models.pictures.decode import decode
from models.pictures.inline import base64_png, from_base64
from models.recipe import InputError, Json

BATCH = 8  # photos given to the network at once
MOST_MAPS = 16
LARGEST_SHOWN = 480  # pixels a side of the pictures in an explanation
PHOTO_ENLARGED = "photo_enlarged"  # it has fewer pixels than the network was trained on: expect less


class PhotoReader:
    """Answers with one version of a network for photos."""

    def __init__(self, bundle: Bundle) -> None:
        facts: Json = bundle.asset("photos")
        self.labels: list[str] = facts["labels"]
        self._side: int = facts["side"]
        self._preprocessing: Preprocessing = facts["preprocessing"]
        self._layers: list[str] = facts["layers"]
        self._filters: list[str] = facts["filters"]
        self._body, self._head = bundle.session("body"), bundle.session("head")
        self._outputs = [output.name for output in self._body.get_outputs()]  # the maps, then the layers

    def answer(self, queries: Sequence[PhotoQuery]) -> list[PhotoAnswer]:
        """Give the classes of each photo, in order."""
        return [self._told(photo, scores) for photo, scores in self._scored(queries)]

    def scores(self, queries: Sequence[PhotoQuery]) -> np.ndarray:
        """Give the probability of every class for each photo, `(n, classes)`."""
        return np.stack([scores for _, scores in self._scored(queries)])

    def _scored(self, queries: Sequence[PhotoQuery]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Give the pixels of each photo and its probabilities."""
        for start in range(0, len(queries), BATCH):
            photos = [
                self._photo(query, f"/{start + place}") for place, query in enumerate(queries[start : start + BATCH])
            ]
            squares = np.stack([middle_square(photo, self._side) for photo in photos])
            yield from zip(photos, probabilities(self._logits(self._maps(squares))), strict=True)

    def explain(self, query: PhotoQuery) -> PhotoExplanation:
        """Give where the likeliest class was seen.

        Each place of the last feature maps is emptied in turn; what the class's logit loses is the place's part in it.
        Behind average pooling and one dense layer that is the class activation map (Zhou et al. 2016,
        arXiv:1512.04150) exactly; behind a head with a weight for each place it is an ablation in feature space.
        """
        photo = self._photo(query, "")
        maps = self._maps(middle_square(photo, self._side)[None])
        logits = self._logits(maps)
        scores = probabilities(logits)[0]
        best = int(scores.argmax())
        heat = heat_of(maps, logits, best, self._logits)
        shown = middle_square(photo, max(self._side, min(*photo.shape[:2], LARGEST_SHOWN)))
        return PhotoExplanation(
            label=self.labels[best], score=_rounded(scores[best]), columns=heat.shape[1], rows=heat.shape[0],
            heat=[[_rounded(value) for value in row] for row in heat], overlay=base64_png(coloured(shown, heat)),
            image=base64_png(middle_square(photo, self._side)),
        )  # fmt: skip

    def inspect(self, query: InspectQuery) -> InspectAnswer:
        """Give what the layers make of a photo, and the filters of the first."""
        if query.layer is not None and query.layer not in self._layers:
            message = f"There is no layer of that name to show; there are {', '.join(self._layers)}."
            raise InputError(message, "layer_unknown", "/layer")
        wanted = self._layers if query.layer is None else [query.layer]
        names = [self._outputs[1 + self._layers.index(name)] for name in wanted]
        square = middle_square(self._photo(query, ""), self._side)
        found = self._body.run(names, self._feed(square[None]))
        layers = [_layer(name, activations[0]) for name, activations in zip(wanted, found, strict=True)]
        return InspectAnswer(layers=layers, filters=self._filters)

    def _photo(self, query: PhotoQuery, pointer: str) -> np.ndarray:
        """Give the pixels of a photo, `(h, w, 3)`."""
        if query.image is None and query.content is None:
            message = "An upload can only be named where the service looks it up; send the photo itself."
            raise InputError(message, "upload_not_available", f"{pointer}/upload")
        field = f"{pointer}/{'image' if query.image is not None else 'upload'}"
        try:
            return decode(from_base64(query.image) if query.image is not None else query.content or b"")
        except InputError as error:
            raise InputError(str(error), error.code, field) from None

    def _feed(self, squares: np.ndarray) -> dict[str, np.ndarray]:
        return {self._body.get_inputs()[0].name: prepared(squares, self._preprocessing)}

    def _maps(self, squares: np.ndarray) -> np.ndarray:
        maps: np.ndarray = self._body.run(self._outputs[:1], self._feed(squares))[0]
        return maps

    def _logits(self, maps: np.ndarray) -> np.ndarray:
        logits: np.ndarray = self._head.run(None, {self._head.get_inputs()[0].name: maps})[0]
        return logits

    def _told(self, photo: np.ndarray, scores: np.ndarray) -> PhotoAnswer:
        order = np.argsort(-scores, kind="stable")[:TOP]
        warnings = [PHOTO_ENLARGED] if min(photo.shape[:2]) < self._side else []
        told = [Score(label=self.labels[place], score=_rounded(scores[place])) for place in order]
        return PhotoAnswer(label=self.labels[order[0]], scores=told, warnings=warnings)


def _rounded(value: float) -> float:
    return round(float(value), 6)


def _layer(name: str, activations: np.ndarray) -> LayerMaps:
    """Give the most active channels of activations `(h, w, channels)`."""
    height, width, channels = activations.shape
    chosen = np.argsort(-activations.mean(axis=(0, 1)), kind="stable")[:MOST_MAPS]
    maps = [base64_png(stretched(activations[..., channel])[..., None]) for channel in chosen]
    return LayerMaps(name=name, width=width, height=height, channels=channels, maps=maps)


def load(bundle: Bundle) -> PhotoReader:
    """Give the answerer of a published version."""
    return PhotoReader(bundle)
