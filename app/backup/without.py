"""What a restored house must do without: files that were deleted while its backup was written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, MetaData, delete, update

from app.backup.write import FILE_TABLES
from app.db.tables import DataSetRow, ModelFileRow, ModelVersionRow, UploadRow
from app.storage.expired import EXPIRED

Json = dict[str, Any]
_NAMING_FILES = {table.__tablename__ for table in FILE_TABLES}


class Without:
    """Leaves out the rows of files that were deleted while the backup was written, and what is nothing without them.

    The rows are those of the instant at which it began, so they still name such files. Tables come after those that
    their foreign keys name.
    """

    def __init__(self, gone: set[str]) -> None:
        self._gone, self.count = gone, 0
        self._uploads: set[str] = set()
        self._versions: set[tuple[str, int]] = set()

    def keeps(self, table: str, row: Json) -> bool:
        """Whether the row goes into the restored house."""
        lost = table in _NAMING_FILES and row["sha256"] in self._gone
        if lost and table == UploadRow.__tablename__:
            self._uploads.add(row["id"])
        if lost and table == ModelFileRow.__tablename__:
            self._versions.add((row["model"], row["version"]))
        lost = lost or (table == DataSetRow.__tablename__ and row["upload_id"] in self._uploads)
        self.count += lost
        return not lost

    def expire_versions(self, connection: Connection, tables: MetaData) -> int:
        """A version that lost a file cannot answer: it stays for the record, as after any deletion of its files.

        Returns:
            The rows of its other files, which were there already and go too.
        """
        dropped = 0
        files, versions = (tables.tables[one.__tablename__] for one in (ModelFileRow, ModelVersionRow))
        for model, version in self._versions:
            others = connection.execute(delete(files).where(files.c.model == model, files.c.version == version))
            dropped += others.rowcount
            mine = (versions.c.model == model, versions.c.version == version)
            connection.execute(update(versions).where(*mine).values(serving=EXPIRED))
        return dropped
