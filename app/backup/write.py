"""Writes a backup while the house works: one read transaction sees all rows at one instant, files never change.

The tar holds `rows/<table>.jsonl`, `files/<sha256>`, and last `manifest.json`: a backup that was cut off has none and
is refused. Staged files belong to attempts that start over after a restore, and are left out.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import __version__
from app.db.migrate import current
from app.db.session import Database
from app.db.tables import ArtifactRow, ModelFileRow, Table, UploadRow
from app.errors import AppError
from app.storage import CorruptError, Store, in_use

FORMAT = 1
BATCH = 1000
FILE_TABLES = (ArtifactRow, ModelFileRow, UploadRow)


@dataclass
class Written:
    """What a backup holds.

    Attributes:
        rows: by table.
        digests: SHA-256 of what was written of each table.
        gone: digests of files that were deleted with their rows while the backup ran.
    """

    rows: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    gone: list[str] = field(default_factory=list)


def write_backup(database: Database, storage: Store, target: Path) -> Written:
    """Write the backup beside its name and move it there when it is whole and synced.

    Raises:
        AppError: 503 `artifact_corrupt` when a file that is still needed is missing or damaged.
        OSError: the target cannot be written.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            written = _write(database, storage, stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return written


def _write(database: Database, storage: Store, stream: IO[bytes]) -> Written:
    written = Written()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive, database.read() as session:
        if not database.is_sqlite:
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        for table in Table.metadata.sorted_tables:
            _add_rows(archive, table, _rows(session, table), written)
        for sha256 in _digests(session):
            _add_file(archive, storage, database, sha256, written)
        _add(archive, "manifest.json", json.dumps(_manifest(database, written)).encode())
    return written


def _manifest(database: Database, written: Written) -> dict[str, Any]:
    return {
        "format": FORMAT, "code": __version__, "revision": current(database.url), "created_at": time.time(),
        "rows": written.rows, "digests": written.digests, "files": written.files, "gone": written.gone,
    }  # fmt: skip


def _rows(session: Session, table: SqlTable) -> Iterator[dict[str, Any]]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    if table.name == ArtifactRow.__tablename__:
        statement = statement.where(table.c.state == "live")
    for row in session.execute(statement).mappings():
        yield dict(row)


def _add_rows(archive: tarfile.TarFile, table: SqlTable, rows: Iterable[dict[str, Any]], written: Written) -> None:
    count, digest = 0, hashlib.sha256()
    with tempfile.TemporaryFile() as spool:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            spool.write(line)
            digest.update(line)
            count += 1
        info = tarfile.TarInfo(f"rows/{table.name}.jsonl")
        info.size = spool.tell()
        spool.seek(0)
        archive.addfile(info, spool)
    written.rows[table.name], written.digests[table.name] = count, digest.hexdigest()


def _digests(session: Session) -> list[str]:
    found: set[str] = set(session.scalars(select(ArtifactRow.sha256).where(ArtifactRow.state == "live")))
    for table in (ModelFileRow, UploadRow):
        found |= set(session.scalars(select(table.sha256)))
    return sorted(found)


def _add_file(archive: tarfile.TarFile, storage: Store, database: Database, sha256: str, written: Written) -> None:
    """Add one file, read and digested in one go."""
    try:
        file = storage.path(sha256).open("rb")
    except (FileNotFoundError, CorruptError):
        with database.read() as now:  # a transaction of its own: what is true by now
            if in_use(now, sha256):
                raise _damaged(sha256) from None
        written.gone.append(sha256)
        return
    with file:
        info = tarfile.TarInfo(f"files/{sha256}")
        info.size = os.fstat(file.fileno()).st_size
        reader = _Digesting(file)
        archive.addfile(info, reader)
    if reader.digest.hexdigest() != sha256:
        raise _damaged(sha256)
    written.files += 1
    written.bytes += info.size


class _Digesting:
    """Reads a file and digests what passes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _damaged(sha256: str) -> AppError:
    detail = f"The stored file sha256-{sha256} is missing or damaged: a backup would not be whole."
    return AppError(503, "artifact_corrupt", detail)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))
