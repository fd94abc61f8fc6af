"""What takes space: by kind, and the largest things that can be deleted as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.owners import mine
from app.db.tables import (
    AliasRow,
    ArtifactRow,
    DataSetRow,
    JobRow,
    ModelFileRow,
    ModelRow,
    ModelVersionRow,
    UploadRow,
)
from app.files.schemas import InUseOut, ItemOut
from app.http.fields import iso
from app.jobs.states import TERMINAL
from app.storage.kinds import KINDS, Kind, artifact_kind
from app.storage.needs import unfinished_job_on, unfinished_job_with

SHOWN = 20
Sizes = dict[Kind, tuple[int, int]]


def sizes(session: Session) -> Sizes:
    """Number and bytes of distinct files by kind; a file counts once, for the first of its kinds."""
    kind_of: dict[str, tuple[int, int]] = {}
    for kind, sha256, size in _named(session):
        place = KINDS.index(kind)
        kind_of[sha256] = min(kind_of.get(sha256, (place, size)), (place, size))
    found: dict[Kind, list[int]] = defaultdict(list)
    for place, size in kind_of.values():
        found[KINDS[place]].append(size)
    return {kind: (len(found[kind]), sum(found[kind])) for kind in KINDS}


def _named(session: Session) -> Iterator[tuple[Kind, str, int]]:
    for sha256, size in session.execute(select(ModelFileRow.sha256, ModelFileRow.bytes)):
        yield "models", sha256, size
    uploads = select(UploadRow.sha256, UploadRow.bytes, DataSetRow.name).outerjoin(
        DataSetRow, DataSetRow.upload_id == UploadRow.id
    )
    for sha256, size, data_set in session.execute(uploads):
        yield "uploads" if data_set is None else "data_sets", sha256, size
    artifacts = select(artifact_kind(), ArtifactRow.sha256, ArtifactRow.bytes).outerjoin(
        JobRow, JobRow.id == ArtifactRow.job_id
    )
    for kind, sha256, size in session.execute(artifacts.distinct()):
        yield kind, sha256, size  # type: ignore[misc]  # one of the words of `artifact_kind`


def biggest(session: Session) -> list[ItemOut]:
    """The caller's largest things."""
    found = [*_jobs(session), *_uploads(session), *_versions(session)]
    return sorted(found, key=lambda item: -item.bytes)[:SHOWN]


def _jobs(session: Session) -> Iterator[ItemOut]:
    """The files of a job by kind, but for those of a version that it published."""
    of_version = select(ModelFileRow.sha256).where(ModelFileRow.sha256 == ArtifactRow.sha256).exists()
    kind, size = artifact_kind(), func.sum(ArtifactRow.bytes)
    job = (JobRow.id, JobRow.recipe, JobRow.status, JobRow.created_at)
    statement = (
        select(*job, kind, func.count(), size)
        .join(ArtifactRow, JobRow.id == ArtifactRow.job_id)
        .where(~of_version, mine(JobRow.owner))
        .group_by(*job, kind)
        .order_by(size.desc())
        .limit(SHOWN)
    )
    for job_id, recipe, status, created_at, of, files, total in session.execute(statement):
        busy = None if status in TERMINAL else InUseOut(by="job", name=job_id)
        yield _item(
            of, recipe, files, int(total), created_at, job_id=job_id, in_use=busy,  # type: ignore[arg-type]
        )  # fmt: skip


def _uploads(session: Session) -> Iterator[ItemOut]:
    statement = (
        select(UploadRow, DataSetRow.name)
        .outerjoin(DataSetRow, DataSetRow.upload_id == UploadRow.id)
        .where(mine(UploadRow.owner))
        .order_by(UploadRow.bytes.desc())
        .limit(SHOWN)
    )
    for row, data_set in session.execute(statement):
        if data_set is None:
            job, kind = unfinished_job_with(session, row), "uploads"
        else:
            job, kind = unfinished_job_on(session, data_set, row.owner), "data_sets"
        yield _item(
            kind, data_set or row.name, 1, row.bytes, row.created_at, upload_id=row.id, data_set=data_set,  # type: ignore[arg-type]
            in_use=InUseOut(by="job", name=job) if job else None,
        )  # fmt: skip


def _versions(session: Session) -> Iterator[ItemOut]:
    size = func.sum(ModelFileRow.bytes)
    statement = (
        select(ModelFileRow.model, ModelFileRow.version, ModelVersionRow.created_at, func.count(), size)
        .join(
            ModelVersionRow,
            (ModelVersionRow.model == ModelFileRow.model) & (ModelVersionRow.version == ModelFileRow.version),
        )
        .join(ModelRow, ModelRow.name == ModelFileRow.model)
        .where(mine(ModelRow.owner))
        .group_by(ModelFileRow.model, ModelFileRow.version, ModelVersionRow.created_at)
        .order_by(size.desc())
        .limit(SHOWN)
    )
    for model, version, created_at, files, total in session.execute(statement):
        named = select(AliasRow.alias).where(AliasRow.model == model, AliasRow.version == version).limit(1)
        alias = session.scalar(named)
        yield _item(
            "models", f"{model} {version}", files, int(total), created_at, model=model, version=version,
            in_use=InUseOut(by="alias", name=alias) if alias else None,
        )  # fmt: skip


def _item(
    kind: Kind, title: str, files: int, size: int, created_at: float, *, job_id: str | None = None,
    model: str | None = None, version: int | None = None, upload_id: str | None = None, data_set: str | None = None,
    in_use: InUseOut | None = None,
) -> ItemOut:  # fmt: skip
    return ItemOut(
        kind=kind, title=title, files=files, bytes=size, created_at=iso(created_at) or "", job_id=job_id, model=model,
        version=version, upload_id=upload_id, data_set=data_set, in_use=in_use,
    )  # fmt: skip
