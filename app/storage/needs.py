"""What still needs a file that a person, or retention, would delete."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Text, cast, exists, select
from sqlalchemy.orm import Session

from app.db.tables import AliasRow, DataSetRow, JobRow, ModelVersionRow
from app.jobs.states import UNFINISHED

UPLOAD_ID = re.compile(r"up_[0-9a-z]{26}")


def uploads_of_jobs(session: Session) -> set[str]:
    """The uploads that the settings of any job name: its photo, its style, its questions."""
    settings = cast(JobRow.params, Text)
    found = session.scalars(
        select(settings).where(settings.contains("up_", autoescape=True)).execution_options(yield_per=500)
    )
    return {upload_id for text in found for upload_id in UPLOAD_ID.findall(text)}


def unfinished_job_with(session: Session, upload_id: str) -> str | None:
    """The id of a job that has not ended and names the upload."""
    names = cast(JobRow.params, Text).contains(upload_id, autoescape=True)
    return session.scalar(select(JobRow.id).where(JobRow.status.in_(UNFINISHED), names).limit(1))


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
