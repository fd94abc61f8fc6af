"""Networks that know ImageNet, without their classifier, as a base for photos of other things.

Source: 1E §5.3, 2E ch. 8. Weights are never random: a file that does not fit is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import keras

from models.data.torch_file import TorchFileError
from models.images.bases import BASES, BaseFacts
from models.images.settings import Base
from models.job import Dataset
from models.pretrained import vgg19
from models.pretrained.efficientnet_lite0 import efficientnet_lite0
from models.recipe import JobFailure

SHOWN_SCALE = 1 / 16  # of activations that are only looked at: their rounding in float32 must not fail the ONNX check


@dataclass(frozen=True)
class TwoParts:
    """A base cut where fine-tuning begins.

    Attributes:
        lower: from prepared picture to what the tuned block is given; never changes.
        upper: the tuned block, to the last feature maps, scaled.
        whole: both; shares their layers.
    """

    lower: keras.Model
    upper: keras.Model
    whole: keras.Model


def image_base(name: Base, weights: Dataset) -> keras.Model:
    """Give a frozen base for pictures `(n, side, side, 3)` prepared as `BASES[name]` says.

    Raises:
        JobFailure: `weights_unreadable` when the file holds another network.
    """
    try:
        base: keras.Model = _LOADERS[name](weights)
    except (TorchFileError, KeyError, ValueError, OSError) as error:
        message = f"The weights of {name} cannot be used: {str(error)[:300]}"
        raise JobFailure(message, "weights_unreadable") from error
    base.trainable = False
    return base


def in_two(base: keras.Model, facts: BaseFacts, side: int) -> TwoParts:
    """Give the base for one size of pictures, cut below `facts.tuned_from`."""
    lower = _sized(keras.Model(base.input, base.get_layer(facts.tuned_from).input), side, "lower")
    cut = base.get_layer(facts.tuned_from).input
    upper = keras.Model(cut, base.output)
    middle = keras.Input(lower.output_shape[1:], name="middle")
    upper = keras.Model(middle, scaled(upper(middle), facts), name="upper")
    picture = keras.Input((side, side, 3), name="picture")
    return TwoParts(lower, upper, keras.Model(picture, upper(lower(picture)), name="body"))


def _sized(network: keras.Model, side: int, name: str) -> keras.Model:
    picture = keras.Input((side, side, 3), name="picture")
    return keras.Model(picture, network(picture), name=name)


def scaled(maps: keras.KerasTensor, facts: BaseFacts) -> keras.KerasTensor:
    """Give maps in the size that heads and comparisons of float32 like: `facts.scale` of them."""
    return maps if facts.scale == 1.0 else keras.layers.Rescaling(facts.scale)(maps)


def viewer_of(base: keras.Model, facts: BaseFacts, side: int, maps: str | None = None) -> keras.Model:
    """Give the network from prepared picture to the last maps and, after them, what each layer of `shown` makes.

    Args:
        maps: name of the layer with the last maps; None: the base's output.
    """
    last = base.output if maps is None else base.get_layer(maps).output
    shown = [keras.layers.Rescaling(SHOWN_SCALE)(scaled(base.get_layer(name).output, facts)) for name in facts.shown]
    picture = keras.Input((side, side, 3), name="picture")
    return keras.Model(picture, keras.Model(base.input, [scaled(last, facts), *shown])(picture), name="body")


def thaw(network: keras.Model) -> None:
    """Let a part learn, but for batch normalisation: its statistics are ImageNet's and stay so (2E ch. 8)."""
    network.trainable = True
    for layer in network._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False  # runs in inference mode then


def _application(make: Callable[..., keras.Model]) -> Callable[[Dataset], keras.Model]:
    def load(weights: Dataset) -> keras.Model:
        network = make(weights=None, include_top=False)
        network.load_weights(str(weights.path))
        return network

    return load


_LOADERS: dict[Base, Callable[[Dataset], keras.Model]] = {
    "efficientnet-lite0": lambda weights: efficientnet_lite0(weights.path),
    "vgg16": _application(keras.applications.VGG16),
    "vgg19": vgg19.load,
    "resnet50": _application(keras.applications.ResNet50),
    "xception": _application(keras.applications.Xception),
    "mobilenet-v2": _application(keras.applications.MobileNetV2),
}
assert _LOADERS.keys() == BASES.keys()
