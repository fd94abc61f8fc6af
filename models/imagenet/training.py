"""Publishes EfficientNet-Lite0 with ImageNet's class names: nothing is learned, everything is checked.

Source: Tan and Le, EfficientNet (ICML 2019); 1E §5.3, 2E ch. 8. ImageNet's own test photos are not here, so no accuracy
is claimed: what is measured is how many sample photos of known content get a fitting name.
"""

from __future__ import annotations

import keras
import numpy as np

from models.data.images import middle_square
from models.imagenet.card import Params
from models.imagenet.names import class_names
from models.images.bases import BASES
from models.images.pixels import prepared
from models.images.probabilities import probabilities
from models.images.report import jpeg
from models.images.training import filter_pictures
from models.job import Dataset, Job, Trained
from models.pictures.samples import sample_pixels
from models.pretrained.efficientnet_lite0 import INPUT_SIZE, efficientnet_lite0
from models.pretrained.image_base import viewer_of
from models.recipe import JobFailure, Json

FACTS = BASES["efficientnet-lite0"]
# sample photo -> names that fit what a person sees in its middle square
FITTING = {
    "chelsea": ("Egyptian cat", "tabby", "tiger cat"),
    "coffee": ("espresso", "cup", "coffee mug"),
    "rocket": ("missile", "projectile", "space shuttle"),
    "motorcycle": ("moped", "motor scooter", "disk brake"),
}
TOP = 5


def train(params: Params, job: Job) -> Trained:
    """Build, name, and look at the sample photos.

    Raises:
        JobFailure: `dataset_unavailable` when weights or names are not here; `picture_unavailable`.
    """
    del params
    keras.utils.set_random_seed(job.seed % 2**32)
    job.tick(0, 2, phase="reading the weights")
    weights, names = job.weights(FACTS.weights), job.weights("imagenet-names")
    labels = class_names(names.path, names.path.with_name("imagenet_synset_to_lemma.txt"))
    viewer, head, kernel = _networks(weights)
    job.tick(1, 2, phase="looking at sample photos")
    squares = {name: middle_square(sample_pixels(name), INPUT_SIZE) for name in FITTING}
    probes = prepared(np.stack(list(squares.values())), FACTS.preprocessing)
    maps = np.asarray(viewer(probes, training=False)[0])
    scores = probabilities(np.asarray(head(maps, training=False)))
    metrics, told = _looked_at(labels, scores)
    job.report(2, 2, phase="looked at sample photos", **metrics)
    examples = [{"image": jpeg(square, 160, 80), "label": FITTING[name][0]} for name, square in squares.items()]
    photos = {
        "labels": labels, "side": INPUT_SIZE, "preprocessing": FACTS.preprocessing, "layers": list(FACTS.shown),
        "filters": filter_pictures(kernel),
    }  # fmt: skip
    return Trained(
        networks={"body": viewer, "head": head},
        probes={"body": probes, "head": maps},
        assets={"photos": photos},
        metrics=metrics,
        report={"sample_photos": told},
        data=weights.provenance() | {"names": names.provenance()},
        question={"labels": labels, "side": INPUT_SIZE, "examples": examples},
        decides=frozenset({"head"}),
    )


def _networks(weights: Dataset) -> tuple[keras.Model, keras.Model, np.ndarray]:
    """Give the body that also shows layers, the head that gives 1,000 logits, and the first kernel."""
    try:
        network = efficientnet_lite0(weights.path, top=True)
    except (KeyError, ValueError) as error:  # TorchFileError is a ValueError or unreadable file
        raise JobFailure(f"The weights cannot be used: {str(error)[:300]}", "weights_unreadable") from error
    viewer = viewer_of(network, FACTS, INPUT_SIZE, maps="head")
    maps = keras.Input(viewer.output_shape[0][1:], name="maps")
    logits = keras.layers.Dense(len(network.get_layer("classifier").get_weights()[1]), name="logits")
    head = keras.Model(maps, logits(keras.layers.GlobalAveragePooling2D(name="pool")(maps)), name="head")
    logits.set_weights(network.get_layer("classifier").get_weights())  # the softmax is taken where answers are made
    return viewer, head, network.get_layer("stem_conv").get_weights()[0]


def _looked_at(labels: list[str], scores: np.ndarray) -> tuple[dict[str, float], list[Json]]:
    first, among, told = 0, 0, []
    for (name, fitting), row in zip(FITTING.items(), scores, strict=True):
        best = [labels[place] for place in np.argsort(-row)[:TOP]]
        first += best[0] in fitting
        among += any(label in fitting for label in best)
        told.append({"photo": name, "label": best[0], "score": float(row.max()), "top": best, "fitting": list(fitting)})
    total = len(FITTING)
    return {"sample_photos_first": first / total, "sample_photos_top5": among / total}, told
