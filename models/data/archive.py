"""Reads the files of a person's zip without unpacking it to disk: names checked first, sizes bounded, never trusted."""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.recipe import InputError

_END = b"PK\x05\x06"
_END_SIZE = 22
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_SIZE = 20
_LONGEST_COMMENT = 65_535
_NAME_ALLOWANCE = 1024  # bytes of one directory entry: its 46 bytes, its name and extra fields
_ENCRYPTED = 0x1
_SLACK = 8192  # more than zipfile reads past a limit
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".jar")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, struct.error, NotImplementedError)


@dataclass(frozen=True)
class Limits:
    """The most that an archive may hold."""

    files: int = 5_000
    file_bytes: int = 10_000_000
    total_bytes: int = 500_000_000


LIMITS = Limits()


def read_files(path: Path, wanted: Callable[[str], bool], limits: Limits = LIMITS) -> Iterator[tuple[str, bytes]]:
    """Give name and content of each wanted file, in the order of names, one at a time.

    All names and declared sizes are checked before the first content is read.

    Raises:
        InputError: `archive_corrupt`, `archive_unsafe_path`, `archive_symlink`, `archive_encrypted`, `archive_nested`,
            `archive_duplicate_entry`, `archive_too_large`, `archive_too_many_files`, `archive_lying_size`.
    """
    with _opened(path, limits) as archive:
        for info in checked_entries(archive.infolist(), limits):
            if wanted(info.filename):
                yield info.filename, _content(archive, info)


def file_names(path: Path, limits: Limits = LIMITS) -> list[str]:
    """Give the names of all files, checked as in `read_files`, without reading any.

    Raises:
        InputError: as `read_files`.
    """
    return [name for name in entry_names(path, limits) if not name.endswith("/")]


def entry_names(path: Path, limits: Limits = LIMITS) -> list[str]:
    """Give the names of all files and, ending in "/", of all folders that the zip lists, in order.

    Raises:
        InputError: as `read_files`.
    """
    with _opened(path, limits) as archive:
        checked_entries(archive.infolist(), limits)
        return sorted(info.filename for info in archive.infolist())


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    try:
        with open(path, "rb") as stream:
            _check_directory_size(stream.read, stream.seek, path.stat().st_size, limits)
        with zipfile.ZipFile(path) as archive:
            yield archive
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError(f"The zip cannot be read: {str(error)[:200]}.", "archive_corrupt") from error


def checked_entries(entries: list[zipfile.ZipInfo], limits: Limits = LIMITS) -> list[zipfile.ZipInfo]:
    """Give the files among the entries, sorted by name, when all of them are harmless.

    Raises:
        InputError: as `read_files`, by the first entry that is not.
    """
    if len(entries) > limits.files:
        _refuse(f"The zip holds {len(entries)} entries; {limits.files} are allowed.", "archive_too_many_files")
    for info in entries:
        _check_entry(info, limits)
    _check_distinct(entries)
    total = sum(info.file_size for info in entries)
    if total > limits.total_bytes:
        message = f"The zip unpacks to {total:,} bytes; {limits.total_bytes:,} are allowed."
        _refuse(message, "archive_too_large")
    return sorted((info for info in entries if not info.is_dir()), key=lambda info: info.filename)


def _check_entry(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = info.orig_filename  # `filename` is already cut at a NUL
    shown = ascii(name[:80])
    if _unsafe(name):
        _refuse(f"The zip holds {shown}, a path that leads out of its folder.", "archive_unsafe_path")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        _refuse(f"The zip holds {shown}, a link or device instead of a file.", "archive_symlink")
    if info.flag_bits & _ENCRYPTED:
        _refuse(f"{shown} in the zip is encrypted.", "archive_encrypted")
    if name.lower().endswith(_ARCHIVES):
        _refuse(f"The zip holds {shown}, another archive: put its files in directly.", "archive_nested")
    if info.compress_type not in _METHODS:
        _refuse(f"{shown} is packed in a way that is not read here: use plain zip (deflate).", "archive_corrupt")
    if info.file_size > limits.file_bytes:
        message = f"{shown} has {info.file_size:,} bytes; {limits.file_bytes:,} are allowed for one file."
        _refuse(message, "archive_too_large")


def _unsafe(name: str) -> bool:
    parts = name.split("/")
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or ".." in parts
        or any(ord(character) < 32 for character in name)
        or (len(name) > 1 and name[1] == ":")
    )


def _check_distinct(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in entries:
        key = unicodedata.normalize("NFKC", info.filename).casefold()
        if key in seen:
            _refuse(f"The zip holds {info.filename[:80]!a} more than once.", "archive_duplicate_entry")
        seen.add(key)


def _check_directory_size(
    read: Callable[[int], bytes], seek: Callable[[int], object], length: int, limits: Limits
) -> None:
    """Refuse a directory of millions of entries before zipfile makes an object of each."""
    start = max(0, length - _END_SIZE - _LONGEST_COMMENT - _ZIP64_LOCATOR_SIZE)
    seek(start)
    tail = read(length - start)
    end = len(tail) - _END_SIZE if tail[-_END_SIZE:].startswith(_END) else tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        _refuse("The file is not a zip, or its end is missing.", "archive_corrupt")
    if tail[max(0, end - _ZIP64_LOCATOR_SIZE) : end].startswith(_ZIP64_LOCATOR):
        _refuse("The file is a zip64, made for archives larger than allowed.", "archive_too_large")
    count, size = struct.unpack("<HI", tail[end + 10 : end + 16])
    if count > limits.files or size > limits.files * _NAME_ALLOWANCE:
        _refuse(f"The zip holds too many entries; {limits.files} are allowed.", "archive_too_many_files")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read one byte more than declared at most; zipfile checks the CRC when it meets the true end."""
    declared = info.file_size
    info.file_size = declared + _SLACK
    with archive.open(info) as stream:
        content = stream.read(declared + 1)
    info.file_size = declared
    if len(content) != declared:
        _refuse(f"{info.filename[:80]!a} in the zip does not have its declared size.", "archive_lying_size")
    return content


def _refuse(message: str, code: str) -> None:
    raise InputError(message, code)
