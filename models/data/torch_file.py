"""Reads the weights in a PyTorch checkpoint of the older, non-zip format. NumPy only: no torch, and no code is run.

Such a file is a row of pickles: a magic number, a format version, facts about the machine, the state dictionary, and
the list of storage keys. Then follows, for each key in that order, an int64 element count and the raw little-endian
values. A tensor in the dictionary names a storage, an offset, a shape and strides; weights converted from TensorFlow
are stored transposed, so the strides must be honoured.
"""

from __future__ import annotations

import pickle
import struct
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
VERSION = 1001
_TYPES = {"FloatStorage": "<f4", "DoubleStorage": "<f8", "ByteStorage": "u1", "LongStorage": "<i8", "IntStorage": "<i4"}


class TorchFileError(ValueError):
    """The file is not a checkpoint of this format, is cut short, or asks for something that is not admitted."""


@dataclass(frozen=True)
class _StorageType:
    dtype: np.dtype[Any]


@dataclass(frozen=True)
class _Storage:
    key: str
    dtype: np.dtype[Any]
    length: int


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]  # in elements


def read_torch_file(path: Path) -> dict[str, np.ndarray]:
    """Give the tensors of a checkpoint by name, in the shape and order that PyTorch shows them.

    Returns:
        Contiguous arrays of float32, float64, uint8, int32 or int64.

    Raises:
        TorchFileError: the file cannot be read as a checkpoint.
        OSError: it cannot be opened.
    """
    with open(path, "rb") as stream:
        try:
            tensors = _state(stream)
            storages = _storages(stream, {tensor.storage.key: tensor.storage for tensor in tensors.values()})
        except (pickle.UnpicklingError, struct.error, EOFError, LookupError, TypeError, AttributeError) as error:
            raise TorchFileError(f"{path.name} is not a PyTorch checkpoint that can be read: {error}") from error
    return {name: _array(tensor, storages[tensor.storage.key]) for name, tensor in tensors.items()}


class _Unpickler(pickle.Unpickler):
    """Admits ordered dictionaries, tensors and storages; everything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _TYPES:
            return _StorageType(np.dtype(_TYPES[name]))
        raise TorchFileError(f"The checkpoint asks for {module}.{name}, which is not admitted.")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, storage_type, key, _device, length, view = pid
        if kind != "storage" or not isinstance(storage_type, _StorageType) or view is not None:
            raise TorchFileError("The checkpoint names a storage of an unknown kind.")
        return _Storage(str(key), storage_type.dtype, int(length))


def _tensor(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _Tensor:
    if not isinstance(storage, _Storage) or len(shape) != len(strides):
        raise TorchFileError("The checkpoint holds a tensor without a storage or without strides.")
    tensor = _Tensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))
    last = tensor.offset + sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=True))
    outside = tensor.offset < 0 or last >= storage.length or min((*tensor.shape, *tensor.strides, 1)) < 0
    if prod(tensor.shape) > 0 and (outside or prod(tensor.shape) > storage.length):
        raise TorchFileError("The checkpoint holds a tensor that reaches outside its storage.")
    return tensor


def _state(stream: BinaryIO) -> dict[str, _Tensor]:
    if _Unpickler(stream).load() != MAGIC or _Unpickler(stream).load() != VERSION:
        raise TorchFileError("The file does not begin as a PyTorch checkpoint of the older format.")
    _Unpickler(stream).load()  # facts about the machine that wrote it: the values are little-endian in any case
    state = _Unpickler(stream).load()
    if not isinstance(state, Mapping) or not all(isinstance(value, _Tensor) for value in state.values()):
        raise TorchFileError("The checkpoint is not a dictionary of tensors.")
    return {str(name): tensor for name, tensor in state.items()}


def _storages(stream: BinaryIO, expected: Mapping[str, _Storage]) -> dict[str, np.ndarray]:
    found = {}
    for key in _Unpickler(stream).load():
        storage = expected[key]
        (length,) = struct.unpack("<q", stream.read(8))
        content = stream.read(storage.length * storage.dtype.itemsize) if length == storage.length else b""
        if len(content) != storage.length * storage.dtype.itemsize:
            raise TorchFileError("The checkpoint is cut short or its storages do not have the length it names.")
        found[key] = np.frombuffer(content, storage.dtype)
    return found


def _array(tensor: _Tensor, values: np.ndarray) -> np.ndarray:
    strides = tuple(stride * values.itemsize for stride in tensor.strides)
    if prod(tensor.shape) == 0:
        return np.zeros(tensor.shape, values.dtype)
    view = np.lib.stride_tricks.as_strided(values[tensor.offset :], tensor.shape, strides, writeable=False)
    return view.copy(order="C")
