"""Names what photos show. NumPy, Pillow and ONNX Runtime only."""

from __future__ import annotations

from models.images.answering import PhotoReader
from models.job import Bundle


def load(bundle: Bundle) -> PhotoReader:
    """Give the answerer of a published version."""
    return PhotoReader(bundle)
