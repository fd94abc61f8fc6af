"""A person's zip: what is refused, and that nothing is believed that the zip says of itself."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.data.archive import Limits, file_names, read_files
from models.recipe import InputError

Members = list[tuple[str, bytes]]


def _zip(path: Path, members: Members, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def _all(path: Path, limits: Limits | None = None) -> Members:
    return list(read_files(path, lambda _: True, limits or Limits()))


def _code(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(InputError) as caught:
        _all(path, limits)
    assert len(str(caught.value)) < 400
    return caught.value.code


def test_files_come_in_order_of_their_names(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", [("b/2.png", b"two"), ("a/1.png", b"one"), ("note.txt", b"")])
    assert _all(path) == [("a/1.png", b"one"), ("b/2.png", b"two"), ("note.txt", b"")]
    assert list(read_files(path, lambda name: name.endswith(".png"))) == [("a/1.png", b"one"), ("b/2.png", b"two")]
    assert file_names(path) == ["a/1.png", "b/2.png", "note.txt"]


def test_folders_and_stored_files_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("cats")
        archive.writestr("cats/1.png", b"x" * 20_000)
    assert _all(path) == [("cats/1.png", b"x" * 20_000)]


@pytest.mark.parametrize(
    "name", ["../../x.png", "/etc/x.png", "a/../../x.png", "..", "C:x.png", "C:/x.png", "a\\b.png", "a\0b.png", "a\nb"]
)
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    placeholder = "x" * len(name.encode())
    path = _zip(tmp_path / "a.zip", [(placeholder, b"x")])
    raw = path.read_bytes()
    assert raw.count(placeholder.encode()) >= 2  # local header and directory
    path.write_bytes(raw.replace(placeholder.encode(), name.encode()))
    assert _code(path) == "archive_unsafe_path"


def _symlink(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("link.png")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")


def _encrypted(path: Path) -> None:
    raw = bytearray(_zip(path, [("a.png", b"x")]).read_bytes())
    raw[6] |= 1  # the flag in the local header
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    path.write_bytes(raw)


def _nested(path: Path) -> None:
    _zip(path, [("a.png", b"x"), ("more.ZIP", b"PK\x03\x04")])


def _twice(path: Path) -> None:
    _zip(path, [("Cat.png", b"x"), ("cAT.png", b"y")])


def _composed_twice(path: Path) -> None:
    _zip(path, [("caf\u00e9.png", b"x"), ("cafe\u0301.png", b"y")])


def _bomb(path: Path) -> None:
    _zip(path, [("a.png", bytes(300_000_000))])


def _many_small_bombs(path: Path) -> None:
    _zip(path, [(f"{number}.png", bytes(9_000_000)) for number in range(60)])


def _crowd(path: Path) -> None:
    _zip(path, [(f"{number}.png", b"") for number in range(5001)], zipfile.ZIP_STORED)


def _junk(path: Path) -> None:
    path.write_bytes(b"not a zip at all" * 100)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _truncated(path: Path) -> None:
    _zip(path, [("a.png", bytes(range(256)) * 40)])
    path.write_bytes(path.read_bytes()[:-60])


def _headless(path: Path) -> None:
    raw = _zip(path, [("a.png", bytes(range(256)) * 40)]).read_bytes()
    path.write_bytes(raw[100:])


def _flipped(path: Path) -> None:
    raw = bytearray(_zip(path, [("a.png", bytes(range(256)) * 40)]).read_bytes())
    raw[60] ^= 0xFF
    path.write_bytes(raw)


def _rare_method(path: Path) -> None:
    _zip(path, [("a.png", b"x" * 1000)], zipfile.ZIP_LZMA)


def _zip64(path: Path) -> None:
    raw = _zip(path, [("a.png", b"x")]).read_bytes()
    end = raw.rindex(b"PK\x05\x06")
    path.write_bytes(raw[:end] + b"PK\x06\x07" + bytes(16) + raw[end:])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_symlink, "archive_symlink"),
        (_encrypted, "archive_encrypted"),
        (_nested, "archive_nested"),
        (_twice, "archive_duplicate_entry"),
        (_composed_twice, "archive_duplicate_entry"),
        (_bomb, "archive_too_large"),
        (_many_small_bombs, "archive_too_large"),
        (_zip64, "archive_too_large"),
        (_crowd, "archive_too_many_files"),
        (_junk, "archive_corrupt"),
        (_empty, "archive_corrupt"),
        (_truncated, "archive_corrupt"),
        (_headless, "archive_corrupt"),
        (_flipped, "archive_corrupt"),
        (_rare_method, "archive_corrupt"),
    ],
)
def test_bad_archives_are_refused(tmp_path: Path, make: Callable[[Path], None], code: str) -> None:
    make(tmp_path / "a.zip")
    assert _code(tmp_path / "a.zip") == code


@pytest.mark.parametrize("declared", [10, 49_999, 50_001, 60_000])
def test_a_size_that_is_not_the_true_one_is_refused(tmp_path: Path, declared: int) -> None:
    path = _zip(tmp_path / "a.zip", [("a.png", b"x" * 50_000)])
    raw = bytearray(path.read_bytes())
    struct.pack_into("<I", raw, raw.index(b"PK\x01\x02") + 24, declared)
    path.write_bytes(raw)
    assert _code(path) == "archive_lying_size"


def test_no_more_is_unpacked_than_declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """300 MB behind a declared size of 100 bytes."""
    path = _zip(tmp_path / "a.zip", [("a.png", bytes(300_000_000))])
    raw = bytearray(path.read_bytes())
    struct.pack_into("<I", raw, raw.index(b"PK\x01\x02") + 24, 100)
    path.write_bytes(raw)
    unpacked: list[int] = []
    read = zipfile.ZipExtFile.read

    def watched(stream: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        content = read(stream, n)
        unpacked.append(stream._MAX_N if n is None or n < 0 else n)  # type: ignore[attr-defined]  # unlimited reads
        return content

    monkeypatch.setattr(zipfile.ZipExtFile, "read", watched)
    assert _code(path) == "archive_lying_size"
    assert unpacked == [101]


def test_a_directory_of_a_million_entries_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 46_000_000, 0, 0)
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(1000) + end)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the directory was read"))
    assert _code(path) == "archive_too_many_files"


def test_limits_are_counted_exactly(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", [("a", b"xx"), ("b", b"yyy")])
    assert len(_all(path, Limits(files=2, file_bytes=3, total_bytes=5))) == 2
    assert _code(path, Limits(files=1)) == "archive_too_many_files"
    assert _code(path, Limits(file_bytes=2)) == "archive_too_large"
    assert _code(path, Limits(total_bytes=4)) == "archive_too_large"


def test_a_comment_behind_the_directory_is_no_harm(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.png", b"x")
        archive.comment = b"made by a camera" * 100
    path = tmp_path / "a.zip"
    path.write_bytes(content.getvalue())
    assert _all(path) == [("a.png", b"x")]
