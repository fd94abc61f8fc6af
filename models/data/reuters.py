"""Reads the Reuters-21578 archive: 22 SGML files in a tar.gz or zip, never unpacked to disk."""

from __future__ import annotations

import html
import re
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from models.data.rows import TextRows, text_rows
from models.recipe import InputError

TOPICS = 46  # as many as the book's set has
MAX_MEMBERS = 1_000
MAX_MEMBER_BYTES = 8 << 20  # the largest of the 22 files has 1.5 MB
MAX_TOTAL_BYTES = 128 << 20

_MEMBER = re.compile(r"reut2-\d{3}\.sgm")
_TOPIC = re.compile(r"<D>([^<]{1,60})</D>")


def read_reuters(archive: Path, topics: int = TOPICS) -> TextRows:
    """Give the newswires with exactly one topic, among the most frequent topics.

    Args:
        archive: tar (any compression) or zip that holds `reut2-*.sgm`.
        topics: how many of the most frequent topics to keep.

    Raises:
        InputError: `archive_invalid` or `archive_too_large`.
    """
    wires = [wire for document in _documents(archive) for wire in _wires(document)]
    if not wires:
        raise InputError("The archive holds no reut2-NNN.sgm file with topics.", "archive_invalid")
    counts = Counter(topic for topic, _ in wires)
    ranked = sorted(counts, key=lambda topic: (-counts[topic], topic))
    kept = set(ranked[:topics])
    texts, labels = zip(*((text, topic) for topic, text in wires if topic in kept), strict=True)
    return text_rows(texts, labels).checked()


def _wires(document: str) -> Iterator[tuple[str, str]]:
    """Give (topic, text) of each newswire with one topic and some text; a broken one ends at the next."""
    for wire in document.split("<REUTERS ")[1:]:
        topics = _TOPIC.findall(_between(wire, "<TOPICS>", "</TOPICS>"))
        title = _between(wire, "<TITLE>", "</TITLE>")
        body = _between(wire, "<BODY>", "</BODY>") or ("" if title else _between(wire, "<TEXT", "</TEXT>"))
        text = html.unescape(f"{title}\n{body.partition('>')[2] if body.startswith(' TYPE') else body}").strip()
        if len(topics) == 1 and text:
            yield topics[0].strip(), text


def _between(text: str, opening: str, closing: str) -> str:
    start = text.find(opening)
    if start < 0:
        return ""
    start += len(opening)
    end = text.find(closing, start)
    return text[start : end if end >= 0 else len(text)]


def _documents(archive: Path) -> Iterator[str]:
    try:
        members = _zip_members(archive) if zipfile.is_zipfile(archive) else _tar_members(archive)
        found = {name: data for name, data in members if _MEMBER.fullmatch(name)}
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise InputError(f"The archive cannot be read: {error}.", "archive_invalid") from None
    for name in sorted(found):
        yield found[name].decode("latin-1")


class _Budget:
    """Refuses archives that claim or turn out to be larger than the real one could be."""

    def __init__(self) -> None:
        self.members = self.total = 0

    def spend(self, size: int) -> None:
        self.members += 1
        self.total += size
        if self.members > MAX_MEMBERS or size > MAX_MEMBER_BYTES or self.total > MAX_TOTAL_BYTES:
            allowed = f"{MAX_MEMBERS} files, {MAX_MEMBER_BYTES >> 20} MB each, {MAX_TOTAL_BYTES >> 20} MB in all"
            raise InputError(f"The archive is too large; allowed are {allowed}.", "archive_too_large")


def _tar_members(archive: Path) -> Iterator[tuple[str, bytes]]:
    budget = _Budget()
    with tarfile.open(archive, "r|*") as tar:  # a stream: sizes are known before anything is unpacked
        for member in tar:
            budget.spend(member.size)
            stream = tar.extractfile(member) if member.isreg() else None
            if stream is not None:
                yield PurePosixPath(member.name).name, stream.read(MAX_MEMBER_BYTES)


def _zip_members(archive: Path) -> Iterator[tuple[str, bytes]]:
    budget = _Budget()
    with zipfile.ZipFile(archive) as bundle:
        for member in bundle.infolist():
            budget.spend(member.file_size)
            if not member.is_dir():
                with bundle.open(member) as stream:
                    yield PurePosixPath(member.filename).name, stream.read(MAX_MEMBER_BYTES)
