"""What still needs a file that a person, or retention, would delete."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Select, Text, cast, exists, select
from sqlalchemy.orm import Session

from app.db.tables import AliasRow, DataSetRow, JobRow, ModelVersionRow, UploadRow
from app.jobs.states import UNFINISHED

UPLOAD_ID = re.compile(r"up_[0-9a-z]{26}")


def uploads_of_jobs(session: Session) -> set[str]:
    """The uploads that the settings of any job name: its photo, its style, its questions."""
    settings = cast(JobRow.params, Text)
    found = session.scalars(
        select(settings).where(settings.contains("up_", autoescape=True)).execution_options(yield_per=20)
    )
    return {upload_id for text in found for upload_id in UPLOAD_ID.findall(text)}


def unfinished_job_with(session: Session, upload: UploadRow) -> str | None:
    """The id of a job of its owner that has not ended and names the upload; others' could not use it."""
    names = cast(JobRow.params, Text).contains(upload.id, autoescape=True)
    return session.scalar(_unfinished_of(upload.owner).where(names).limit(1))


def unfinished_job_on(session: Session, data_set: str, owner: str) -> str | None:
    """The id of a job of its owner that has not ended and learns from the data set."""
    return session.scalar(_unfinished_of(owner).where(JobRow.data_set == data_set).limit(1))


def _unfinished_of(owner: str) -> Select[str]:
    return select(JobRow.id).where(JobRow.status.in_(UNFINISHED), JobRow.owner == owner)


def data_set_of(session: Session, upload_id: str) -> str | None:
    """The name of a data set that is made of the upload."""
    return session.scalar(select(DataSetRow.name).where(DataSetRow.upload_id == upload_id).limit(1))


def epochs_to_go_on_from(session: Session) -> set[str]:
    """The digests of the saved epochs that jobs which have not ended were forked from."""
    origins = session.scalars(select(JobRow.origin).where(JobRow.status.in_(UNFINISHED), JobRow.origin.is_not(None)))
    return {origin["sha256"] for origin in origins if origin}


def is_aliased() -> ColumnElement[bool]:
    """Whether an alias names the version of a statement over `ModelVersionRow`."""
    return exists().where(AliasRow.model == ModelVersionRow.model, AliasRow.version == ModelVersionRow.version)
