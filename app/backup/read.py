"""Restores a backup into an empty house: files first, then all rows in one transaction.

A kill on the way leaves files that no row names and an empty database: the same command simply runs again. The rows
go into the schema that they were written from; migrations then bring them to the newest.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, insert, inspect, text
from sqlalchemy import Table as SqlTable

from app.backup.without import Without
from app.backup.write import BATCH, FORMAT
from app.db.migrate import VERSIONS, current, downgrade, upgrade
from app.db.session import Database
from app.errors import AppError
from app.ids import new_id
from app.storage import Store

CHUNK = 1 << 20
Json = dict[str, Any]


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    rows: int
    files: int
    left_out: int  # rows whose file had been deleted while the backup was written, and data sets made of such a file


def read_backup(url: str, storage: Store, source: Path) -> Restored:
    """Restore into a database without tables and a store.

    Raises:
        AppError: 409 `not_empty`; 422 `backup_invalid` for a file that is no whole backup of a release known here.
    """
    manifest = read_manifest(source)
    _require_empty(url)
    files = sum(_keep(storage, name, stream) for name, stream in _members(source, "files/"))
    if files != manifest["files"]:
        raise _invalid(f"It holds {files} of the {manifest['files']} files that its manifest names.")
    _to_revision(url, manifest["revision"])
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            rows, left_out = _insert_all(connection, source, manifest)
    finally:
        database.dispose()
    upgrade(url)
    return Restored(rows, files, left_out)


def read_manifest(source: Path) -> Json:
    """What a backup says of itself.

    Raises:
        AppError: 422 `backup_invalid`.
    """
    try:
        found = [json.loads(stream.read()) for _, stream in _members(source, "manifest.json")]
    except (tarfile.TarError, OSError, ValueError) as error:
        raise _invalid(f"It cannot be read: {str(error)[:200]}.") from None
    if len(found) != 1:
        raise _invalid("It has no manifest: it was cut off while it was written.")
    manifest: Json = found[0]
    known = {file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py")}
    if manifest.get("format") != FORMAT or manifest.get("revision") not in known:
        raise _invalid("It was made by a newer release than this one.")
    return manifest


def _members(source: Path, prefix: str) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(source) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and member.name.startswith(prefix):
                yield member.name, content


def _require_empty(url: str) -> None:
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
            full = [name for name in tables if connection.scalar(text(f'SELECT 1 FROM "{name}" LIMIT 1'))]
    finally:
        database.dispose()
    if full:
        detail = f"The database holds rows already ({', '.join(sorted(full))}); a backup is restored into an empty one."
        raise AppError(409, "not_empty", detail)


def _to_revision(url: str, revision: str) -> None:
    """Bring the empty schema to what the rows were written from; it may have been migrated further already."""
    if (current(url) or revision) > revision:
        downgrade(url, revision)
    upgrade(url, revision)


def _keep(storage: Store, name: str, stream: IO[bytes]) -> bool:
    """Store one file under the digest of its bytes, which must be its name."""
    sha256 = name.removeprefix("files/")
    temporary, stored = storage.write_temporary(f"restore-{new_id('tmp')}", iter(lambda: stream.read(CHUNK), b""))
    try:
        if stored.sha256 != sha256:
            raise _invalid(f"The file {sha256[:64]} in it is damaged.")
        storage.send(temporary, sha256)
        storage.keep(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _insert_all(connection: Connection, source: Path, manifest: Json) -> tuple[int, int]:
    tables = MetaData()
    tables.reflect(connection)
    without = Without(set(manifest["gone"]))
    total = 0
    for name, stream in _members(source, "rows/"):
        table = tables.tables[name.removeprefix("rows/").removesuffix(".jsonl")]
        rows = _rows(table.name, stream, manifest)
        kept = [row for row in rows if without.keeps(table.name, row)]
        for start in range(0, len(kept), BATCH):
            connection.execute(insert(table), kept[start : start + BATCH])
        _continue_counting(connection, table)
        total += len(kept)
    dropped = without.expire_versions(connection, tables)
    return total - dropped, without.count + dropped


def _rows(table: str, stream: IO[bytes], manifest: Json) -> list[Json]:
    """The rows of a table, as they were written; backups of the first releases have no digests of them."""
    rows, digest = [], hashlib.sha256()
    for line in stream:
        digest.update(line)
        try:
            rows.append(json.loads(line))
        except ValueError:
            raise _damaged(table) from None
    if len(rows) != manifest["rows"][table]:
        raise _invalid(f"It holds {len(rows)} of {manifest['rows'][table]} rows of {table}.")
    if manifest.get("digests", {}).get(table, digest.hexdigest()) != digest.hexdigest():
        raise _damaged(table)
    return rows


def _continue_counting(connection: Connection, table: SqlTable) -> None:
    """Let PostgreSQL's counters go on after the restored rows; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        counter = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        )
        if counter:
            largest = f'(SELECT COALESCE(MAX("{column.name}"), 0) + 1 FROM "{table.name}")'
            connection.execute(text(f"SELECT setval(:counter, {largest}, false)"), {"counter": counter})


def _damaged(table: str) -> AppError:
    return _invalid(f"The rows of {table} in it are damaged.")


def _invalid(detail: str) -> AppError:
    return AppError(422, "backup_invalid", f"The file is no backup that can be restored. {detail}")
