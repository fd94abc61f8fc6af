"""Photos as tensors, named by ImageNet."""

from __future__ import annotations

from models.images.tensors import of

__all__ = ["of"]
