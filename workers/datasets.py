"""The data sets and files that a job may use: what people brought, then the catalogue."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.access.principal import acting
from app.db.tables import DataSetRow, UploadRow
from models.data.catalogue import catalogue
from models.data.sources import SourceSettings, locate
from models.job import Dataset
from models.recipe import JobFailure
from workers.resources import Resources


def find_dataset(resources: Resources, name: str) -> Dataset:
    """The data set of that name, its bytes checked.

    Raises:
        JobFailure: when nobody has it, or its bytes have changed.
    """
    brought = _brought(resources, name)
    if brought is not None and name not in catalogue():
        return brought
    settings = resources.settings
    return locate(
        name,
        SourceSettings(
            cache_dir=settings.cache_dir,
            mirror=settings.data_mirror or None,
            allow_network=settings.allow_downloads,
            imports={name: brought.path} if brought is not None else {},
        ),
    )


def find_upload(resources: Resources, upload_id: str) -> Path:
    """The stored file of an upload.

    Raises:
        JobFailure: `upload_not_found`.
        CorruptError: its stored file is not whole.
    """
    with resources.database.read() as session:
        row = session.get(UploadRow, upload_id)
    if row is None or not acting().owns(row.owner):
        raise JobFailure(f"The upload {upload_id} is not there any more.", "upload_not_found")
    return resources.storage.path(row.sha256)


def _brought(resources: Resources, name: str) -> Dataset | None:
    """A person's own data set, or their file for one of the catalogue."""
    mine = select(DataSetRow, UploadRow).join(UploadRow, UploadRow.id == DataSetRow.upload_id)
    with resources.database.read() as session:
        found = session.execute(mine.where(DataSetRow.name == name)).tuples().first()
    if found is None:
        return None
    row, upload = found
    if name not in catalogue() and not acting().owns(row.owner):
        return None
    return Dataset(
        name=name, source="uploaded", version=upload.sha256[:12], sha256=upload.sha256,
        path=resources.storage.path(upload.sha256), format=row.format,
    )  # fmt: skip
