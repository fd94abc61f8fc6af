"""A network as a list of layers: what is built, shown in a plan, and written into a script. No Keras here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.data.examples import InputKind, Task
from models.designer.input_table import TABLE_OF_INPUTS
from models.designer.task_table import TABLE_OF_TASKS
from models.recipe import InputError, Json

VOCABULARY = 10_000  # terms of a text at most
LENGTH = 200  # words of a text that a sequence network reads: its last ones
_FLAT = 8_192  # numbers; what is left after the convolutions is flattened up to here, else averaged
_SMALL_SIDE = 4  # pooling stops before a side gets smaller
_RECURRENT = {"gru": "GRU", "lstm": "LSTM"}
UNITS: dict[str, int] = {
    "dense": 64, "linear": 0, "bigrams": 16, "conv1d": 32, "gru": 32, "lstm": 32, "transformer": 32,
    "conv2d": 16, "separable-conv2d": 16, "conv3d": 8, "conv2d-rnn": 8, "conv2d-conv1d": 8,
}  # fmt: skip
LAYERS: dict[str, int] = {"linear": 0, "bigrams": 1, "gru": 1, "lstm": 1, "transformer": 1}  # the others have 2


@dataclass(frozen=True)
class Layer:
    """A Keras layer by name with its settings; `inner` is what TimeDistributed applies to each frame."""

    name: str
    settings: Json = field(default_factory=dict)
    inner: Layer | None = None

    def code(self) -> str:
        """Give the Python expression that makes it."""
        if self.inner is not None:
            return f"keras.layers.{self.name}({self.inner.code()})"
        owner = "" if self.name == "TransformerEncoder" else "keras.layers."
        return f"{owner}{self.name}({_arguments(self.settings)})"

    def shown(self) -> Json:
        """Give it as a plan shows it."""
        if self.inner is not None:
            return {"layer": f"{self.name}({self.inner.name})", "detail": _arguments(self.inner.settings)}
        return {"layer": self.name, "detail": _arguments(self.settings)}


def _arguments(settings: Json) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in settings.items())


@dataclass(frozen=True)
class Design:
    """Everything that decides a network.

    Attributes:
        shape: of one example as the network takes it: (width,), (steps, channels), (height, width, channels) ...;
            (LENGTH,) for a sequence of words.
        outputs: units of the last layer.
        bounded: a regression whose answers all lie between 0 and 1.
    """

    input: InputKind
    task: Task
    architecture: str
    shape: tuple[int, ...]
    outputs: int
    units: int
    layers: int
    dropout: float
    bounded: bool = False
    vocabulary: int = VOCABULARY

    @property
    def activation(self) -> str:
        """Activation of the last layer."""
        return "sigmoid" if self.bounded else TABLE_OF_TASKS[self.task].activation

    @property
    def loss(self) -> str:
        """What training makes small."""
        return TABLE_OF_TASKS[self.task].loss

    @property
    def words(self) -> bool:
        """Whether the network reads words in their order."""
        return self.input == "text" and self.architecture != "bigrams"

    def stack(self) -> list[Layer]:
        """Give all layers behind the input, the last one included."""
        body = _BODIES[self.architecture](self)
        drop = [Layer("Dropout", {"rate": self.dropout})] if self.dropout else []
        return [*body, *drop, Layer("Dense", {"units": self.outputs, "activation": self.activation})]


def choose_architecture(input: InputKind, wished: str, suggested: str | None = None) -> str:
    """Give the wished architecture, or for "auto" the suggested or preferred one.

    Raises:
        InputError: `architecture_not_for_input`.
    """
    row = TABLE_OF_INPUTS[input]
    if wished == "auto":
        return suggested or row.architectures[0].name
    if row.architecture(wished) is None:
        known = ", ".join(item.name for item in row.architectures)
        message = f"{wished} does not read {input} input; choose auto or one of {known}."
        raise InputError(message, "architecture_not_for_input", "/architecture")
    return wished


def outputs_of(task: Task, names: int) -> int:
    """Give the units of the last layer."""
    return 1 if task == "binary" else names


def _dense(design: Design) -> list[Layer]:
    flat = [Layer("Flatten")] if len(design.shape) > 1 else []
    return [*_scaled(design), *flat, *_hidden(design)]


def _hidden(design: Design) -> list[Layer]:
    return [Layer("Dense", {"units": design.units, "activation": "relu"}) for _ in range(design.layers)]


def _scaled(design: Design) -> list[Layer]:
    return [Layer("Rescaling", {"scale": 1 / 255})] if design.input == "image" else []


def _recurrent(design: Design) -> list[Layer]:
    before: list[Layer] = _embedding(design) if design.words else []
    if design.input == "sound":  # thousands of samples are too many steps: a strided convolution shortens them first
        stride = max(1, design.shape[0] // 64)
        settings = {"filters": design.units, "kernel_size": 2 * stride, "strides": stride, "padding": "same"}
        before = [Layer("Conv1D", {**settings, "activation": "relu"})]
    return [*before, *_reading(_RECURRENT[design.architecture], design)]


def _reading(name: str, design: Design) -> list[Layer]:
    last = max(1, design.layers)
    return [
        Layer(name, {"units": design.units} | ({} if number == last else {"return_sequences": True}))
        for number in range(1, last + 1)
    ]


def _embedding(design: Design) -> list[Layer]:
    return [Layer("Embedding", {"input_dim": design.vocabulary, "output_dim": design.units})]


def _conv1d(design: Design) -> list[Layer]:
    if design.words:
        window: Json = {"filters": design.units, "kernel_size": 5, "activation": "relu", "padding": "same"}
        return [*_embedding(design), Layer("Conv1D", window), Layer("GlobalMaxPooling1D")]
    sound = design.input == "sound"
    kernel, pool = (16, 4) if sound else (5, 2)
    stack: list[Layer] = []
    steps = filters = design.shape[0]
    for number in range(max(1, design.layers + sound)):
        filters = design.units * min(2**number, 4)
        settings: Json = {"filters": filters, "kernel_size": min(kernel, steps), "activation": "relu"}
        stack.append(Layer("Conv1D", settings | {"padding": "same"}))
        if steps >= _SMALL_SIDE * pool:
            stack.append(Layer("MaxPooling1D", {"pool_size": pool}))
            steps //= pool
    end = Layer("GlobalMaxPooling1D") if sound or steps * filters > _FLAT else Layer("Flatten")
    return [*stack, end]


def _conv2d(design: Design) -> list[Layer]:
    name = "SeparableConv2D" if design.architecture == "separable-conv2d" else "Conv2D"
    stack, sides, filters = _blocks(name, "MaxPooling2D", design.shape[:2], design.units, design.layers)
    return [*_scaled(design), *stack, *_joined(math.prod(sides) * filters, "GlobalAveragePooling2D"), _last(design)]


def _conv3d(design: Design) -> list[Layer]:
    stack, sides, filters = _blocks("Conv3D", "MaxPooling3D", design.shape[:3], design.units, design.layers)
    return [*stack, *_joined(math.prod(sides) * filters, "GlobalAveragePooling3D"), _last(design)]


def _last(design: Design) -> Layer:
    return Layer("Dense", {"units": 4 * design.units, "activation": "relu"})


def _blocks(
    name: str, pool: str, sides: Sequence[int], units: int, count: int
) -> tuple[list[Layer], tuple[int, ...], int]:
    """Give convolutions, each followed by pooling where the sides allow, until the sides are small."""
    stack: list[Layer] = []
    now, filters = tuple(sides), units
    for number in range(max(1, count) + 3):  # three more at most for large pictures
        if number >= max(1, count) and max(now) <= 4 * _SMALL_SIDE:
            break
        filters = units * min(2**number, 8)
        settings = {"filters": filters, "kernel_size": 3, "activation": "relu", "padding": "same"}
        stack.append(Layer(name, settings))
        size = tuple(2 if side >= 2 * _SMALL_SIDE or (side >= _SMALL_SIDE and number == 0) else 1 for side in now)
        if max(size) > 1:
            stack.append(Layer(pool, {"pool_size": size}))
            now = tuple(side // step for side, step in zip(now, size, strict=True))
    return stack, now, filters


def _joined(numbers: int, average: str) -> list[Layer]:
    return [Layer("Flatten" if numbers <= _FLAT else average)]


def _frames(design: Design) -> list[Layer]:
    stack, sides, filters = _blocks("Conv2D", "MaxPooling2D", design.shape[1:3], design.units, design.layers)
    joined = _joined(math.prod(sides) * filters, "GlobalAveragePooling2D")
    return [Layer("TimeDistributed", inner=layer) for layer in (*stack, *joined)]


def _conv2d_rnn(design: Design) -> list[Layer]:
    return [*_frames(design), Layer("GRU", {"units": 4 * design.units})]


def _conv2d_conv1d(design: Design) -> list[Layer]:
    settings = {"filters": 8 * design.units, "kernel_size": 3, "activation": "relu", "padding": "same"}
    return [*_frames(design), Layer("Conv1D", settings), Layer("GlobalMaxPooling1D")]


def _transformer(design: Design) -> list[Layer]:
    settings = {"words": design.vocabulary, "length": design.shape[0], "size": design.units, "blocks": design.layers}
    return [Layer("TransformerEncoder", settings)]


_BODIES = {
    "dense": _dense,
    "linear": lambda design: [],
    "bigrams": _hidden,
    "transformer": _transformer,
    "conv1d": _conv1d,
    "gru": _recurrent,
    "lstm": _recurrent,
    "conv2d": _conv2d,
    "separable-conv2d": _conv2d,
    "conv3d": _conv3d,
    "conv2d-rnn": _conv2d_rnn,
    "conv2d-conv1d": _conv2d_conv1d,
}
ARCHITECTURES = tuple(_BODIES)
