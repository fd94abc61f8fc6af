"""SHA-256 of files and folders, remembered while the file stays as it is."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path


def digest(path: Path, algorithm: str = "sha256") -> str:
    """Give the hex digest of a file, or of a folder as the digest of its sorted `<sha256>  <path>` lines."""
    if path.is_dir():
        lines = (f"{digest(file)}  {file.relative_to(path).as_posix()}\n" for file in folder_files(path))
        return hashlib.new(algorithm, "".join(lines).encode()).hexdigest()
    state = path.stat()
    return _file_digest(str(path), state.st_size, state.st_mtime_ns, algorithm)


def folder_files(folder: Path) -> list[Path]:
    """Give the data files under a folder in a stable order; what Python compiled there does not count."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


@lru_cache(maxsize=8192)
def _file_digest(path: str, _size: int, _modified_ns: int, algorithm: str) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
