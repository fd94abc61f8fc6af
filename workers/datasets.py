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
    brought = _brought(resources)
    if name in brought and name not in catalogue():
        return brought[name]
    settings = resources.settings
    return locate(
        name,
        SourceSettings(
            cache_dir=settings.cache_dir,
            mirror=settings.data_mirror or None,
            allow_network=settings.allow_downloads,
            imports={name: data_set.path for name, data_set in brought.items()},
        ),
    )


def find_upload(resources: Resources, upload_id: str) -> Path:
    """The stored file of an upload.

    Raises:
        JobFailure: `upload_not_found`.
    """
    with resources.database.read() as session:
        row = session.get(UploadRow, upload_id)
    if row is None or not acting().owns(row.owner) or not resources.storage.has(row.sha256):
        raise JobFailure(f"The upload {upload_id} is not there any more.", "upload_not_found")
    return resources.storage.path(row.sha256)


def _brought(resources: Resources) -> dict[str, Dataset]:
    with resources.database.read() as session:
        rows = session.execute(select(DataSetRow, UploadRow).join(UploadRow, UploadRow.id == DataSetRow.upload_id))
        return {
            data_set.name: Dataset(
                name=data_set.name,
                source="uploaded",
                version=upload.sha256[:12],
                sha256=upload.sha256,
                path=resources.storage.path(upload.sha256),
                format=data_set.format,
            )
            for data_set, upload in rows.tuples()
            if data_set.name in catalogue() or acting().owns(data_set.owner)
        }
