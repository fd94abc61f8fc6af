"""What the first bytes of a picture say - format, size, animation - read without decoding and without memory."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from models.recipe import InputError

Format = Literal["PNG", "JPEG", "WEBP"]
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
MOST_CHUNKS = 20_000  # of a PNG: ten megabytes in the usual 8 kB parts make 1,300
MOST_SCANS = 64  # real progressive files have about ten; each scan passes over all pixels again
# In coded data a marker is never 00 (stuffing) nor D0-D7. Any number of FF may come before it, and the last is found:
# a pattern with all of them would go through megabytes of FF once from each.
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN, _END = 0xDA, 0xD9


@dataclass(frozen=True)
class Header:
    """What a picture file declares about itself."""

    format: Format
    width: int
    height: int
    animated: bool


def magic(head: bytes) -> Format | None:
    """Give the format that the first 12 bytes announce; None for everything that is not accepted."""
    if head.startswith(PNG_MAGIC):
        return "PNG"
    if head.startswith(JPEG_MAGIC):
        return "JPEG"
    return "WEBP" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def read_header(content: bytes) -> Header:
    """Give what the file declares.

    Raises:
        InputError: `image_empty`; `image_format_unsupported` for other formats and for pictures without pixels;
            `image_corrupt` for a file that ends early, a wrong check sum, or too many scans or parts.
    """
    if not content:
        raise InputError("The picture is empty.", "image_empty")
    kind = magic(content[:12])
    if kind is None:
        raise InputError("The file is neither PNG, JPEG nor WebP.", "image_format_unsupported")
    header = {"PNG": _png, "JPEG": _jpeg, "WEBP": _webp}[kind](content)
    if header.width == 0 or header.height == 0:
        raise InputError("The picture declares no pixels.", "image_format_unsupported")
    return header


def corrupt(what: str) -> InputError:
    """Give the refusal of a damaged file."""
    return InputError(f"The picture cannot be read: {what}.", "image_corrupt")


def _png(content: bytes) -> Header:
    chunks = set(_png_chunks(content))
    if content[8:16] != b"\x00\x00\x00\x0dIHDR":
        raise corrupt("its header is missing")
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    return Header("PNG", width, height, b"acTL" in chunks)


def _png_chunks(content: bytes) -> Iterator[bytes]:
    """Every chunk's name up to the end mark, each check sum tested; what follows the end is of no interest."""
    at, view = len(PNG_MAGIC), memoryview(content)
    for _ in range(MOST_CHUNKS):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 8 + length
        if end + 4 > len(content):
            raise corrupt("the file ends early")
        if zlib.crc32(view[at + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            raise corrupt("a check sum is wrong")
        yield name
        if name == b"IEND":
            return
        at = end + 4
    raise corrupt(f"it has more than {MOST_CHUNKS:,} parts")


def _jpeg(content: bytes) -> Header:
    size, scans, at = (0, 0), 0, 2
    while found := _MARKER.search(content, at):
        marker, at = found[1][0], found.end()
        if marker == _END:
            break
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2 or at + length > len(content):
            raise corrupt("the file ends early")
        if marker in _FRAMES:
            size = int.from_bytes(content[at + 5 : at + 7], "big"), int.from_bytes(content[at + 3 : at + 5], "big")
        scans += marker == _START_OF_SCAN
        if scans > MOST_SCANS:
            raise corrupt(f"it has more than {MOST_SCANS} scans")
        at += length
    if not scans:
        raise corrupt("it holds no picture data")
    return Header("JPEG", *size, animated=False)


def _webp(content: bytes) -> Header:
    kind, bits = content[12:16], int.from_bytes(content[21:25], "little")
    if len(content) < 30:
        raise corrupt("the file ends early")
    if kind == b"VP8X":
        width, height = int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
        return Header("WEBP", width, height, bool(content[20] & 0x02))
    if kind == b"VP8L":
        return Header("WEBP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, animated=False)
    if kind == b"VP8 ":
        width, height = (int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        return Header("WEBP", width, height, animated=False)
    raise corrupt("it holds no picture data")
