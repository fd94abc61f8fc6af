"""Downloads one file: streamed beside its target, checked, then put in place in one step."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

CHUNK = 1 << 20
MAX_BYTES = 500 << 20
QUIET_SECONDS = 300.0  # how long a host that did not answer is left alone

_silent_until: dict[str, float] = {}


class DownloadError(Exception):
    """A file could not be had from one address; the message says why, without the address's query."""


def download(url: str, target: Path, *, algorithm: str, expected: str, timeout_s: float) -> None:
    """Fetch `url` into `target`.

    Args:
        algorithm: "sha256" or "md5".
        expected: hex digest that the bytes must have.
        timeout_s: longest wait for the connection and for each read.

    Raises:
        DownloadError: unreachable, refused, too large, or other bytes than expected.
    """
    host = urlsplit(url).netloc
    if urlsplit(url).scheme not in ("http", "https"):
        raise DownloadError(f"{host or 'address'}: only http and https addresses are fetched")
    if time.monotonic() < _silent_until.get(host, 0.0):
        raise DownloadError(f"{host}: did not answer a moment ago")
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            received = _receive(url, host, stream, algorithm, timeout_s)
        if received != expected:
            raise DownloadError(f"{host}: {algorithm} is {received}, the catalogue says {expected}")
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _receive(url: str, host: str, stream: BinaryIO, algorithm: str, timeout_s: float) -> str:
    state, size = hashlib.new(algorithm), 0
    try:
        with urlopen(Request(url, headers={"User-Agent": "chapterhouse"}), timeout=timeout_s) as answer:
            while chunk := answer.read(CHUNK):
                size += len(chunk)
                if size > MAX_BYTES:
                    raise DownloadError(f"{host}: more than {MAX_BYTES >> 20} MB")
                state.update(chunk)
                stream.write(chunk)
    except OSError as error:  # URLError, HTTPError and time-outs are all OSErrors
        _silent_until[host] = time.monotonic() + QUIET_SECONDS
        raise DownloadError(f"{host}: {error}") from error
    return state.hexdigest()
