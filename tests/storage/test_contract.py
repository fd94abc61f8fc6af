"""What every store promises, whichever it is."""

from __future__ import annotations

import hashlib
import time

import pytest

from app.storage import CorruptError
from tests.storage.conftest import Bench, Read

ABSENT = "0" * 64


def test_what_was_stored_can_be_read_by_its_digest(bench: Bench, read: Read) -> None:
    content = b"a file " * 100_000
    sha256 = bench.put(content)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert bench.store.has(sha256)
    assert read(bench.store, sha256) == content
    assert read(bench.open(), sha256) == content  # another process finds it too
    assert list(bench.store.temporary.iterdir()) == []


def test_an_empty_file_is_a_file(bench: Bench, read: Read) -> None:
    assert read(bench.store, bench.put(b"")) == b""


def test_storing_again_is_harmless_and_mends_a_damaged_file(bench: Bench, read: Read) -> None:
    sha256 = bench.put(b"content")
    bench.overwrite(sha256, b"c0ntent")

    assert bench.put(b"content") == sha256
    assert read(bench.open(), sha256) == b"content"


@pytest.mark.parametrize("other", [b"c0ntent", b"cont", b"", b"content and more"])
def test_other_bytes_are_never_given_out(bench: Bench, read: Read, other: bytes) -> None:
    sha256 = bench.put(b"content")
    bench.overwrite(sha256, other)

    with pytest.raises(CorruptError) as refused:
        read(bench.store, sha256)

    assert (refused.value.status, refused.value.code, refused.value.damage) == (503, "artifact_corrupt", "damaged")
    assert set(bench.reported) == {(sha256, "damaged")}
    assert bench.store.has(sha256)


def test_a_lost_file_says_so(bench: Bench, read: Read) -> None:
    sha256 = bench.put(b"content")
    bench.lose(sha256)

    with pytest.raises(CorruptError) as refused:
        read(bench.store, sha256)

    assert refused.value.damage == "missing"
    assert set(bench.reported) == {(sha256, "missing")}
    assert not bench.store.has(sha256)


def test_a_file_that_was_read_and_then_changed_is_not_given_out(bench: Bench) -> None:
    sha256 = bench.put(b"content")
    copy = bench.store.path(sha256)
    copy.write_bytes(b"c0ntent")  # of a distant store: the copy on this machine, which can be had again

    if bench.store.kind == "s3":
        assert bench.store.path(sha256).read_bytes() == b"content"
        assert bench.store.verified(sha256) == b"content"
    else:
        with pytest.raises(CorruptError):
            bench.store.path(sha256)


def test_removing_takes_the_file_away_and_again_is_harmless(bench: Bench, read: Read) -> None:
    sha256 = bench.put(b"content")
    read(bench.store, sha256)

    bench.store.remove(sha256)
    bench.store.remove(sha256)
    bench.store.remove(ABSENT)

    assert not bench.store.has(sha256)
    with pytest.raises(CorruptError):
        read(bench.store, sha256)


def test_the_files_are_listed_with_size_and_age_and_nothing_else_is(bench: Bench) -> None:
    sizes = {bench.put(bytes([number]) * number): number for number in range(1, 4)}
    bench.store.write_temporary("job_x-1-tmp", [b"half"])

    listed = list(bench.store.files())

    assert {file.sha256: file.bytes for file in listed} == sizes
    assert all(abs(time.time() - file.modified_at) < 60 for file in listed)


def test_half_a_file_leaves_nothing(bench: Bench) -> None:
    def cut_off() -> object:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError):
        bench.store.write_temporary("job_x-1-tmp", cut_off())  # type: ignore[arg-type]  # a generator of bytes

    assert list(bench.store.temporary.iterdir()) == [] and list(bench.store.files()) == []


def test_the_address_that_people_read_holds_no_secret(bench: Bench) -> None:
    assert "not-a-secret" not in bench.store.where + repr(bench.settings)
