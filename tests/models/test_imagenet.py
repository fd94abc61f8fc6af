"""ImageNet's classes out of the box: the right names for photos of known content, and where they were seen."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.data.images import middle_square
from models.imagenet import training
from models.imagenet.answering import load
from models.imagenet.card import Params
from models.imagenet.names import class_names
from models.images.answering import PhotoReader
from models.images.questions import PhotoQuery
from models.job import Trained
from models.pictures.samples import sample_pixels
from models.recipe import JobFailure
from tests.models.fakes import FakeBundle, FakeJob, largest_difference


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return training.train(Params(), FakeJob(tmp_path_factory.mktemp("imagenet")))


@pytest.fixture(scope="module")
def bundle(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> FakeBundle:
    return FakeBundle(trained, tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def reader(bundle: FakeBundle) -> PhotoReader:
    return load(bundle)


def photo(pixels: np.ndarray) -> PhotoQuery:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=90)
    return PhotoQuery(image=base64.b64encode(content.getvalue()).decode())


@pytest.mark.parametrize(("name", "label"), [("chelsea", "Egyptian cat"), ("coffee", "espresso")])
def test_sample_photos_get_their_names(reader: PhotoReader, name: str, label: str) -> None:
    """The classes that data.md says the published weights give."""
    answer = reader.answer([photo(sample_pixels(name))])[0]

    assert answer.label == label
    assert answer.scores[0].score > 0.3  # the middle square cuts the ears off
    assert len(answer.scores) == 5 and answer.warnings == []


def test_onnx_equals_keras(trained: Trained, bundle: FakeBundle) -> None:
    assert largest_difference(trained, bundle) < 1e-4


def test_what_is_claimed_is_what_was_seen(trained: Trained) -> None:
    told = trained.report["sample_photos"]

    assert trained.metrics["sample_photos_first"] == np.mean([row["label"] in row["fitting"] for row in told])
    assert trained.metrics["sample_photos_top5"] >= 0.75


def test_heat_lies_on_the_cat_and_not_beside_it(reader: PhotoReader) -> None:
    """The cat is pasted into the left half of a grey square: the heat must be there."""
    canvas = np.full((400, 400, 3), 128, np.uint8)
    canvas[100:300, :200] = np.asarray(Image.fromarray(sample_pixels("chelsea")[:, 75:375]).resize((200, 200)))

    explanation = reader.explain(photo(canvas))
    heat = np.array(explanation.heat)

    assert (explanation.rows, explanation.columns) == (7, 7) == heat.shape
    assert heat.max() == 1 and heat.min() >= 0
    assert heat[:, :4].sum() > 3 * heat[:, 4:].sum()


def test_heat_is_the_class_activation_map(reader: PhotoReader, trained: Trained) -> None:
    """Zhou et al. 2016: behind average pooling, a place's part is its features times the class's weights."""
    query = photo(sample_pixels("coffee"))
    explanation = reader.explain(query)
    maps = reader._maps(middle_square(sample_pixels("coffee"), 224)[None])  # not through JPEG: nearly the same
    kernel = trained.networks["head"].get_layer("logits").get_weights()[0]
    by_hand = np.maximum(maps[0] @ kernel[:, trained.question["labels"].index(explanation.label)], 0)

    np.testing.assert_allclose(np.array(explanation.heat), by_hand / by_hand.max(), atol=0.1)


def test_names_are_distinct_and_must_be_complete(trained: Trained, tmp_path: Path) -> None:
    labels = trained.question["labels"]
    assert len(labels) == len(set(labels)) == 1000 and labels[285] == "Egyptian cat"

    (tmp_path / "s.txt").write_text("n1\nn2\n")
    (tmp_path / "l.txt").write_text("n1\tone\n")
    with pytest.raises(JobFailure) as refused:
        class_names(tmp_path / "s.txt", tmp_path / "l.txt")
    assert refused.value.code == "dataset_corrupt"
