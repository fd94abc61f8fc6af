"""EfficientNet-Lite0 with the packaged weights: it names the sample photos, and its gradient is one."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from models.data.sources import SourceSettings, locate
from models.deep_dream.layers import LAYERS
from models.pictures.samples import sample_pixels
from models.pretrained.efficientnet_lite0 import INPUT_SIZE, deprocess, efficientnet_lite0, preprocess


def weights() -> Path:
    return locate("efficientnet-lite0", SourceSettings(Path("nowhere"), allow_network=False)).path


@pytest.fixture(scope="module")
def classifier() -> keras.Model:
    return efficientnet_lite0(weights(), top=True)


@pytest.mark.parametrize(
    ("photo", "allowed", "least"), [("chelsea", {285}, 0.6), ("coffee", {967}, 0.8), ("rocket", {540, 657, 517}, 0.3)]
)
def test_it_names_the_sample_photos(classifier: keras.Model, photo: str, allowed: set[int], least: float) -> None:
    image = Image.fromarray(sample_pixels(photo)).resize((INPUT_SIZE, INPUT_SIZE), Image.Resampling.BICUBIC)
    scores = classifier(preprocess(np.array(image))[None]).numpy()[0]
    best = np.argsort(scores)[::-1][: len(allowed)]
    assert set(best.tolist()) == allowed and scores[best[0]] > least
    assert abs(scores.sum() - 1) < 1e-4


def test_the_layers_that_can_dream_exist_with_their_stride(classifier: keras.Model) -> None:
    names = [layer.name for layer in LAYERS]
    features = keras.Model(classifier.inputs, [classifier.get_layer(name).output for name in names])
    for layer, output in zip(LAYERS, features([tf.zeros((1, 96, 160, 3))]), strict=True):
        assert tuple(output.shape[1:3]) == (96 // layer.stride, 160 // layer.stride), layer.name


def test_the_gradient_of_the_picture_is_the_slope_of_the_loss(classifier: keras.Model) -> None:
    features = keras.Model(classifier.inputs, classifier.get_layer("block10_add").output)
    random = np.random.default_rng(1)
    picture = tf.constant(random.normal(0, 0.3, (1, 96, 96, 3)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        loss = tf.reduce_mean(tf.square(features([picture])))
    gradient = tape.gradient(loss, picture)
    way = gradient / tf.norm(gradient)
    ahead, behind = (float(tf.reduce_mean(tf.square(features([picture + sign * 0.02 * way])))) for sign in (1, -1))
    assert (ahead - behind) / 0.04 == pytest.approx(float(tf.norm(gradient)), rel=0.05)


def test_a_picture_survives_the_way_to_the_network_and_back() -> None:
    pixels = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    assert preprocess(pixels).min() >= -1 and preprocess(pixels).max() <= 1 and preprocess(pixels).dtype == np.float32
    assert np.array_equal(deprocess(preprocess(pixels)), pixels)
    assert deprocess(np.array([-5.0, 5.0])).tolist() == [0, 255]
