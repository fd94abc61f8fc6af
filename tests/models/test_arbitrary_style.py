"""The feed-forward preview of style transfer, with the packaged networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.data.sources import SourceSettings, locate
from models.pictures.samples import sample_pixels
from models.pretrained import arbitrary_style
from models.style_transfer.generating import PREVIEW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return locate(PREVIEW, SourceSettings(tmp_path, allow_network=False)).path


def test_the_preview_takes_the_colours_of_its_style(folder: Path) -> None:
    content = sample_pixels("coffee")
    red, blue = (
        arbitrary_style.stylise(folder, content, [(sample_pixels(name), 1.0)]) for name in ("brush-strokes", "waves")
    )
    assert red.shape == blue.shape == (256, 384, 3) and red.dtype == np.uint8
    assert (red.mean((0, 1)) - blue.mean((0, 1)))[0] > 30 > 0 > (red.mean((0, 1)) - blue.mean((0, 1)))[2]


def test_a_mix_lies_between_and_tall_pictures_fit(folder: Path) -> None:
    content = np.ascontiguousarray(sample_pixels("chelsea")[:, 150:250])
    styles = [sample_pixels("brush-strokes"), sample_pixels("waves")]
    one, other = (arbitrary_style.stylise(folder, content, [(style, 1.0)]).astype(float) for style in styles)
    mixed = arbitrary_style.stylise(folder, content, [(style, 0.5) for style in styles]).astype(float)
    assert mixed.shape == (384, 128, 3)
    apart = np.abs(one - other).mean()
    assert np.abs(mixed - one).mean() < apart and np.abs(mixed - other).mean() < apart
