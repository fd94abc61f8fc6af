"""A feed-forward network that stylises a photo in one pass: a preview, not the optimisation. NumPy and ONNX Runtime.

Source: Ghiasi et al., Exploring the Structure of a Real-Time, Arbitrary Neural Artistic Stylization Network, BMVC 2017;
Magenta's int8 networks, as ONNX. One network reads a style as 100 numbers, the other repaints a photo with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from PIL import Image

_STYLE_SIDE, _PHOTO_SIDE = 256, 384  # the networks' fixed sizes


def stylise(folder: Path, content: np.ndarray, styles: Sequence[tuple[np.ndarray, float]]) -> np.ndarray:
    """Give a quick impression of a stylised picture: `uint8` RGB of the content's proportions, longest side 384.

    Args:
        folder: holds `arbitrary_predict.onnx` and `arbitrary_transform.onnx`.
        content: `uint8` RGB.
        styles: pictures, `uint8` RGB, each with its share of the mixed style.
    """
    predict, transform = (_session(folder / f"arbitrary_{name}.onnx") for name in ("predict", "transform"))
    vector = sum(share * _run(predict, _unit(_square(style))) for style, share in styles)
    height, width = content.shape[:2]
    scale = _PHOTO_SIDE / max(height, width)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    small = _unit(np.array(Image.fromarray(content).resize((across, down), Image.Resampling.LANCZOS)))
    margin = ((0, 0), (0, _PHOTO_SIDE - down), (0, _PHOTO_SIDE - across), (0, 0))
    painted = _run(transform, np.pad(small, margin, mode="reflect"), np.asarray(vector, np.float32))
    return np.asarray(np.rint(np.clip(painted[0, :down, :across], 0, 1) * 255), np.uint8)


def _session(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def _run(session: onnxruntime.InferenceSession, *inputs: np.ndarray) -> np.ndarray:
    names = [one.name for one in session.get_inputs()]
    answer: list[Any] = session.run(None, dict(zip(names, inputs, strict=True)))
    return np.asarray(answer[0])


def _square(pixels: np.ndarray) -> np.ndarray:
    """Give the middle of a style at the size its reader takes."""
    side = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    cut = Image.fromarray(np.ascontiguousarray(pixels[top : top + side, left : left + side]))
    return np.array(cut.resize((_STYLE_SIDE, _STYLE_SIDE), Image.Resampling.LANCZOS))


def _unit(pixels: np.ndarray) -> np.ndarray:
    return (pixels.astype(np.float32) / 255)[None]
