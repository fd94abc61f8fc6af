"""The reader of PyTorch checkpoints: right values, and nothing that a bad file can do."""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from models.data.torch_file import MAGIC, VERSION, TorchFileError, read_torch_file


@dataclass(frozen=True)
class Stored:
    """A storage as PyTorch writes it: `kind` is the name of its class."""

    key: str
    kind: type
    values: np.ndarray


class Tensor:
    """Pickles as a tensor over a storage."""

    def __init__(self, stored: Stored, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.stored, self.parts = stored, (offset, shape, strides)

    def __reduce__(self) -> Any:
        rebuild = sys.modules["torch._utils"]._rebuild_tensor_v2
        return rebuild, (self.stored, *self.parts, False, OrderedDict())


class Writer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, Stored):
            return ("storage", obj.kind, obj.key, "cpu", obj.values.size, None)
        return None


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Gives a module of the names that a checkpoint refers to; PyTorch itself is not installed."""
    torch, inner = ModuleType("torch"), ModuleType("torch._utils")
    for kind in ("FloatStorage", "ByteStorage", "LongStorage", "HalfStorage"):
        setattr(torch, kind, type(kind, (), {"__module__": "torch"}))

    def rebuild(*_: object) -> None:
        raise AssertionError("only its name is written")

    rebuild.__module__, rebuild.__qualname__, rebuild.__name__ = (
        "torch._utils",
        "_rebuild_tensor_v2",
        "_rebuild_tensor_v2",
    )
    inner._rebuild_tensor_v2 = rebuild  # type: ignore[attr-defined]  # a module made here
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", inner)
    return torch


def write(path: Path, state: Any, storages: list[Stored]) -> Path:
    stream = io.BytesIO()
    for head in (MAGIC, VERSION, {"little_endian": True}):
        pickle.dump(head, stream, protocol=2)
    Writer(stream, protocol=2).dump(state)
    pickle.dump([stored.key for stored in storages], stream, protocol=2)
    for stored in storages:
        stream.write(struct.pack("<q", stored.values.size) + stored.values.tobytes())
    path.write_bytes(stream.getvalue())
    return path


def test_values_follow_offset_and_strides(torch: ModuleType, tmp_path: Path) -> None:
    floats = Stored("1", torch.FloatStorage, np.arange(8, dtype="<f4"))
    counts = Stored("2", torch.LongStorage, np.array([2**40], "<i8"))
    codes = Stored("3", torch.ByteStorage, np.arange(250, 256, dtype="u1"))
    state = OrderedDict(
        transposed=Tensor(floats, 2, (3, 2), (1, 3)), shared=Tensor(floats, 0, (2,), (1,)),
        count=Tensor(counts, 0, (1,), (1,)), scalar=Tensor(counts, 0, (), ()), codes=Tensor(codes, 0, (2, 3), (3, 1)),
    )  # fmt: skip
    found = read_torch_file(write(tmp_path / "w.pth", state, [codes, counts, floats]))
    assert found["transposed"].tolist() == [[2, 5], [3, 6], [4, 7]] and found["transposed"].flags.c_contiguous
    assert found["shared"].tolist() == [0, 1] and found["shared"].dtype == np.float32
    assert found["count"].tolist() == [2**40] and found["scalar"].shape == () and int(found["scalar"]) == 2**40
    assert found["codes"].tolist() == [[250, 251, 252], [253, 254, 255]] and found["codes"].dtype == np.uint8


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [
        (0, (9,), (1,)),
        (5, (4,), (1,)),
        (-1, (2,), (1,)),
        (4, (2,), (-1,)),
        (0, (100, 100), (0, 0)),
        (0, (-2, -2), (1, 1)),
    ],
)
def test_a_tensor_outside_its_storage_is_refused(
    torch: ModuleType, tmp_path: Path, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
) -> None:
    floats = Stored("1", torch.FloatStorage, np.arange(8, dtype="<f4"))
    path = write(tmp_path / "w.pth", {"w": Tensor(floats, offset, shape, strides)}, [floats])
    with pytest.raises(TorchFileError, match="outside"):
        read_torch_file(path)


def test_code_in_a_file_is_refused_and_not_run(tmp_path: Path) -> None:
    class Attack:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "was-run"),)

    with pytest.raises(TorchFileError, match="not admitted"):
        read_torch_file(write(tmp_path / "w.pth", {"w": Attack()}, []))
    assert not (tmp_path / "was-run").exists()


def test_a_storage_of_an_unknown_type_is_refused(torch: ModuleType, tmp_path: Path) -> None:
    halves = Stored("1", torch.HalfStorage, np.arange(4, dtype="<f2"))
    with pytest.raises(TorchFileError, match="HalfStorage"):
        read_torch_file(write(tmp_path / "w.pth", {"w": Tensor(halves, 0, (4,), (1,))}, [halves]))


def test_a_file_cut_short_anywhere_is_refused(torch: ModuleType, tmp_path: Path) -> None:
    floats = Stored("1", torch.FloatStorage, np.arange(8, dtype="<f4"))
    whole = write(tmp_path / "w.pth", {"w": Tensor(floats, 0, (8,), (1,))}, [floats]).read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut.pth").write_bytes(whole[:length])
        with pytest.raises(TorchFileError):
            read_torch_file(tmp_path / "cut.pth")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip archive", b"some text\n", pickle.dumps({"w": 1})])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.pth").write_bytes(content)
    with pytest.raises(TorchFileError):
        read_torch_file(tmp_path / "w.pth")


def test_a_dictionary_of_other_things_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TorchFileError, match="dictionary of tensors"):
        read_torch_file(write(tmp_path / "w.pth", {"w": [1, 2]}, []))
