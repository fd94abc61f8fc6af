"""From named tensors of a request to the outputs of a loaded version, for both protocols."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.errors import AppError
from app.open_inference.tensor_json import refuse
from app.registry import service as registry
from app.services import Services
from app.serving.answering import note_run
from app.serving.deadlines import deadline_of
from app.serving.loaded import Loaded
from app.serving.photos import asks_about_photos
from models.recipe import InputError
from models.tensors import Tensor, Tensors


@dataclass(frozen=True)
class Asked:
    """A version and how it is asked with tensors."""

    loaded: Loaded
    tensors: Tensors

    def input(self, name: str) -> Tensor:
        """The input of that name, or 400."""
        return _named(self.tensors.inputs, name, "input")

    def output(self, name: str) -> Tensor:
        """The output of that name, or 400."""
        return _named(self.tensors.outputs, name, "output")


def _named(known: Sequence[Tensor], name: str, kind: str) -> Tensor:
    for tensor in known:
        if tensor.name == name:
            return tensor
    names = ", ".join(tensor.name for tensor in known)
    raise refuse(f"The model has no {kind} {name[:80]!r}; its {kind}s are {names}.")


async def find(house: Services, model: str, version: str | None) -> Asked:
    """The version in production, or the one named.

    Raises:
        AppError: 404 for an unknown model or version.
    """
    if version is not None and not (len(version) <= 10 and version.isdecimal() and 0 < int(version) < 2**31):
        raise AppError(404, "version_not_found", f"The model {model[:80]!r} has no version {version[:20]!r}.")
    number = int(version) if version is not None else None
    loaded = house.serving.known(model, number) or await house.serving.loaded(model, number)
    return Asked(loaded, loaded.tensors)


def versions_of(house: Services, model: str) -> list[int]:
    """The versions of a model, oldest first."""
    with house.database.read() as session:
        registry.get_model(session, model)
        return sorted(row.version for row in registry.versions(session, model))


async def infer(
    house: Services, asked: Asked, given: Mapping[str, np.ndarray], headers: Mapping[bytes, bytes]
) -> dict[str, np.ndarray]:
    """The outputs for complete inputs.

    Raises:
        AppError: 400 for missing inputs, unequal or too many rows, or values that cannot be answered; 503 and 504 as
            for other predictions.
    """
    missing = [tensor.name for tensor in asked.tensors.inputs if tensor.name not in given]
    if missing:
        raise refuse(f"The request lacks the input {', '.join(missing)}.")
    rows = {len(values) for values in given.values()}
    limit = asked.loaded.card.answer_limit
    if len(rows) != 1 or not 1 <= max(rows) <= limit:
        raise refuse(f"All inputs need the same number of rows, 1 to {limit}; found {sorted(rows)}.")
    deadline = deadline_of(headers, house.settings.predict_timeout_s)
    slots = house.decoders if asks_about_photos(asked.loaded) else house.serving.slots
    with house.serving.place():
        found = await asked.loaded.line.ask(slots, [given], partial(_infer, asked), deadline, rows=max(rows))
    outputs: dict[str, np.ndarray] = found[0]
    return outputs


def _infer(asked: Asked, requests: Sequence[Mapping[str, np.ndarray]]) -> list[dict[str, np.ndarray]]:
    return [_outputs(asked, given) for given in requests]


def _outputs(asked: Asked, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    started = time.perf_counter()
    try:
        outputs = asked.tensors.infer(given)
    except InputError as error:
        raise refuse(str(error)) from None
    note_run(asked.loaded, time.perf_counter() - started, len(next(iter(given.values()))))
    return outputs
