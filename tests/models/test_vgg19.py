"""VGG19's convolutions from the packaged file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from models.data.sources import SourceSettings, locate
from models.job import Dataset
from models.pictures.samples import sample_pixels
from models.pretrained import vgg19
from models.recipe import JobFailure


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return locate("vgg19", SourceSettings(tmp_path_factory.mktemp("cache"), allow_network=False))


@pytest.fixture(scope="module")
def base(weights: Dataset) -> keras.Model:
    return vgg19.load(weights)


def test_known_biases_and_no_layer_left_untrained(base: keras.Model) -> None:
    kernel, bias = base.get_layer("block1_conv1").get_weights()
    np.testing.assert_allclose(bias[:4], [0.7302, 0.0649, 0.0343, 0.8260], atol=1e-4)
    assert kernel.shape == (3, 3, 3, 64)
    for name in vgg19.CONVOLUTIONS:
        assert np.count_nonzero(base.get_layer(name).get_weights()[1]) > 0, name  # Keras starts biases at zero


def test_layers_have_the_shapes_and_strengths_of_the_trained_network(base: keras.Model) -> None:
    names = ["block1_conv1", "block3_conv1", "block5_conv1"]
    early, middle, late = (np.asarray(one) for one in vgg19.features(base, names)(_cat()))
    assert early.shape == (1, 128, 128, 64) and middle.shape == (1, 32, 32, 256) and late.shape == (1, 8, 8, 512)
    assert early.mean() > 10 and middle.mean() > 50 and 20 < late.mean() < 200  # a mixed-up channel silences the rest
    assert 0.2 < (middle > 0).mean() < 0.8


def test_kernels_stand_upright(base: keras.Model) -> None:
    """Deep layers of a trained network see more in a cat than in the same cat upside down or with its axes swapped,
    which is what kernels read in the wrong order would see."""
    network = vgg19.features(base, ["block5_conv3", "block5_conv4"])
    cat = _cat()
    upright, upside_down, swapped = (
        float(np.asarray(network(np.ascontiguousarray(one))[1]).mean())
        for one in (cat, cat[:, ::-1], cat.transpose(0, 2, 1, 3))
    )
    assert upright > 1.1 * upside_down and upright > 1.1 * swapped


def _cat() -> np.ndarray:
    return vgg19.to_caffe(sample_pixels("chelsea")[40:168, 100:228])[None]


def test_kernel_reads_its_table() -> None:
    indices = np.arange(2 * 3 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3, 3)
    table = np.linspace(-1, 1, 256, dtype=np.float32)
    found = vgg19.kernel({"some_W_q": indices, "some_W_table": table}, "some")
    assert found.shape == (3, 3, 3, 2)
    assert found[1, 2, 0, 1] == table[indices[1, 0, 1, 2]]


def test_pixels_go_to_caffe_units_and_back() -> None:
    pixels = sample_pixels("coffee")[:40, :50]
    caffe = vgg19.to_caffe(pixels)
    assert caffe[0, 0, 0] == pytest.approx(float(pixels[0, 0, 2]) - 103.939, abs=1e-4)  # blue first
    np.testing.assert_array_equal(vgg19.to_pixels(caffe), pixels)
    assert vgg19.to_pixels(np.full((1, 1, 3), 1e9, np.float32)).tolist() == [[[255, 255, 255]]]


def test_another_file_is_refused(weights: Dataset, tmp_path: Path) -> None:
    broken = tmp_path / "weights.bin"
    broken.write_bytes(weights.path.read_bytes()[:100_000])
    with pytest.raises(JobFailure) as refusal:
        vgg19.load(replace(weights, path=broken))
    assert refusal.value.code == "weights_unreadable"
