"""Photos as tensors: a file a row in, a label and the probability of every class out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pydantic import ValidationError

from models.images.answering import PhotoReader
from models.images.questions import PhotoQuery
from models.recipe import InputError
from models.tensors import Tensor, texts


class PhotoTensors:
    """One row a photo: a PNG, JPEG or WebP file, its bytes in base64."""

    inputs = (Tensor("image", "BYTES", (-1,)),)

    def __init__(self, reader: PhotoReader) -> None:
        self._reader = reader
        probabilities = Tensor("probabilities", "FP32", (-1, len(reader.labels)), tuple(reader.labels))
        self.outputs = (probabilities, Tensor("label", "BYTES", (-1,)))

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give the probabilities, float32 `(n, classes)`, and the likeliest class of each photo."""
        scores = self._reader.scores([_query(value, row) for row, value in enumerate(given["image"].tolist())])
        labels = texts(self._reader.labels[best] for best in scores.argmax(axis=1))
        return {"probabilities": scores.astype(np.float32), "label": labels}


def _query(value: str | bytes, row: int) -> PhotoQuery:
    """Bytes are the file; a text is its base64, which is how clients send it who do not say so."""
    if isinstance(value, bytes):
        return PhotoQuery.of_file(value)
    try:
        return PhotoQuery(image=value)
    except ValidationError:
        raise InputError(f"Row {row} of image holds no file.", "image_empty", f"/{row}") from None


def of(reader: PhotoReader) -> PhotoTensors:
    """Give the tensors of a loaded version."""
    return PhotoTensors(reader)
