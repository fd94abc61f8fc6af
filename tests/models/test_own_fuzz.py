"""Damaged files of one's own: read, or refused with a reason; never another exception, never much memory."""

from __future__ import annotations

import io
import json
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.data.own import Wish, read_own
from models.job import Dataset
from models.recipe import InputError

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
CSV = "id,town,age,tags,y\n" + "".join(
    f"p{n},town {n % 3},{n / 3:.2f},{'a|b' if n % 2 else 'b'},{n % 2}\n" for n in range(60)
)
JSONL = "\n".join(
    json.dumps({"text": f"text number {n}", "n": n, "ok": n % 3 == 0, "label": "ab"[n % 2]}) for n in range(60)
)
damage = st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=6), st.integers(0, 9)), max_size=4)
wishes = st.builds(
    Wish,
    input=st.sampled_from([None, "vector", "text", "sequence", "image", "sound", "video"]),
    task=st.sampled_from([None, "binary", "single-label", "multi-label", "regression"]),
    target=st.sampled_from([(), ("y",), ("label",), ("age", "y"), ("tags",)]),
    missing=st.sampled_from(["refuse", "drop", "fill"]),
)


def npz(x: np.ndarray, y: np.ndarray) -> bytes:
    """A stored, not packed, `.npz`: damage reaches the arrays themselves."""
    buffer = io.BytesIO()
    np.savez(buffer, x=x, y=y)
    return buffer.getvalue()


NPZ = npz(np.random.default_rng(0).random((60, 5)), np.arange(60) % 3)


def damaged(content: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """The content with bytes put in, and others taken out, at some places."""
    for place, new, lost in changes:
        at = int(place * len(content))
        content = content[:at] + new + content[at + lost :]
    return content


def read(content: bytes, form: str, wish: Wish) -> str:
    """Read a file; gives the code of its refusal, or "read"."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            examples = read_own(Dataset("mine", "uploaded", "1", "0" * 64, Path(file.name), form), wish)
        except InputError as error:
            assert 0 < len(str(error)) < 2000 and error.code
            return error.code
    assert len(examples) >= 40
    return "read"


@QUICK
@given(damage, wishes)
def test_a_damaged_csv_is_read_or_refused(changes: list[tuple[float, bytes, int]], wish: Wish) -> None:
    read(damaged(CSV.encode(), changes), "csv-mixed", wish)


@QUICK
@given(damage, wishes)
def test_damaged_jsonl_is_read_or_refused(changes: list[tuple[float, bytes, int]], wish: Wish) -> None:
    read(damaged(JSONL.encode(), changes), "jsonl", wish)


@QUICK
@given(damage, wishes)
def test_a_damaged_npz_is_read_or_refused(changes: list[tuple[float, bytes, int]], wish: Wish) -> None:
    read(damaged(NPZ, changes), "npz", wish)


@QUICK
@given(st.binary(max_size=300), st.sampled_from(["csv-mixed", "jsonl", "npz"]))
def test_rubbish_is_refused(content: bytes, form: str) -> None:
    assert read(content, form, Wish()) != "read"


@QUICK
@given(st.binary(max_size=200))
def test_an_array_with_a_strange_header_is_read_or_refused(header: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
        archive.writestr("y.npy", b"\x93NUMPY\x01\x00")
    assert read(buffer.getvalue(), "npz", Wish()) != "read"


def peak_of(content: bytes, form: str) -> tuple[str, int]:
    """The code of a refusal, and the most bytes that were held on the way."""
    tracemalloc.start()
    try:
        return read(content, form, Wish()), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def header(shape: str, descr: str = "<f8") -> bytes:
    """The beginning of an `.npy` file that claims a shape."""
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def packed(**files: bytes) -> bytes:
    """A zip of these arrays, packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def test_an_array_that_claims_to_be_huge_takes_no_memory() -> None:
    claims = packed(x=header("(1000000000, 1000)") + bytes(100), y=header("(60,)") + bytes(480))

    code, peak = peak_of(claims, "npz")

    assert code == "npz_invalid" and peak < 10_000_000


def test_a_bomb_is_refused_by_its_declared_size() -> None:
    bomb = packed(x=header("(60000000,)", "|u1") + bytes(450_000_000))
    assert len(bomb) < 1_000_000

    code, peak = peak_of(bomb, "npz")

    assert code == "archive_too_large" and peak < 10_000_000


def test_pickles_are_never_opened() -> None:
    evil = packed(x=header("(60,)", "|O") + b"cos\nsystem\n(S'exit 1'\ntR.", y=header("(60,)") + bytes(480))

    assert read(evil, "npz", Wish()) == "npz_pickled"


def test_deep_and_long_lines_are_refused() -> None:
    assert read(b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "jsonl", Wish()) == "jsonl_nested"
    assert read(b'{"a": 1, "b": "' + b"x" * 2_000_000 + b'"}\n', "jsonl", Wish()) == "csv_invalid"
    assert read(b'{"a": ' + b"9" * 5_000 + b', "b": 1}\n', "jsonl", Wish()) == "jsonl_invalid"
    assert read(b"".join(b'{"k%d": 1, "b": 1}\n' % n for n in range(1_100)), "jsonl", Wish()) == "dataset_too_large"
