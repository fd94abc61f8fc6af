"""The sample styles that our own code draws."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

from models.pictures.receipt import pixels_digest
from models.pictures.samples import sample_pixels, samples

DRAWN = [name for name, sample in samples().items() if sample.drawn]


def test_there_are_at_least_eight() -> None:
    assert len(DRAWN) >= 8
    assert all(samples()[name].role == "style" for name in DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_each_is_a_whole_picture_with_contrast_everywhere(name: str) -> None:
    pixels = sample_pixels(name)
    assert pixels.shape == (512, 512, 3) and pixels.dtype == np.uint8
    quarters = [pixels[top : top + 256, left : left + 256] for top in (0, 256) for left in (0, 256)]
    assert min(float(quarter.std()) for quarter in quarters) > 20  # grey levels


def test_they_differ_from_each_other() -> None:
    small = {name: sample_pixels(name)[::8, ::8].astype(np.int16) for name in DRAWN}
    for one, other in combinations(DRAWN, 2):
        assert np.abs(small[one] - small[other]).mean() > 20, (one, other)


def test_another_process_draws_the_same_pixels() -> None:
    program = (
        "from models.pictures.receipt import pixels_digest\n"
        "from models.pictures.samples import sample_pixels\n"
        "import sys\n"
        "for name in sys.argv[1:]: sys.stdout.write(pixels_digest(sample_pixels(name)) + '\\n')\n"
    )
    chosen = ["mosaic", "brush-strokes", "watercolour"]
    answer = subprocess.run([sys.executable, "-c", program, *chosen], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == [pixels_digest(sample_pixels(name)) for name in chosen]
