"""Publishing a version: called inside the commit that ends its training job."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import __version__
from app.db.clock import now, read_clock
from app.db.insert import insert_new
from app.db.tables import AliasRow, JobRow, ModelFileRow, ModelRow, ModelVersionRow, RegistryChangeRow

Json = dict[str, Any]
PRODUCTION = "production"


class ModelTakenError(RuntimeError):
    """Another owner published a model of that name while this one was trained."""


class ModelDeletedError(RuntimeError):
    """The model was deleted while its next version was trained."""


@dataclass(frozen=True)
class ModelFile:
    """A stored file of the version: `network.onnx`, `vocabulary.json`."""

    name: str
    media_type: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Release:
    """Everything a training hands to the registry."""

    serving: str  # "onnx" or "worker"
    files: tuple[ModelFile, ...]
    metrics: Json
    report: Json
    data: Json
    question: Json
    parity: float | None
    bundle_format: int = 1  # the card's


def publish(session: Session, job: JobRow, release: Release) -> ModelVersionRow:
    """Add the next version of the job's model; the first one goes into production at once.

    Raises:
        ModelDeletedError: when a person deleted the model meanwhile.
        ModelTakenError: when the name has become another owner's.
    """
    model = _model_row(session, job)
    model.last_version += 1
    row = ModelVersionRow(
        model=model.name, version=model.last_version, job_id=job.id, recipe=job.recipe, serving=release.serving,
        bundle_format=release.bundle_format,
        digest=bundle_digest(release.files), metrics=release.metrics, report=release.report, data=release.data,
        question=release.question, params=job.params, seed=job.seed, code_version=__version__,
        parity=release.parity, created_at=read_clock(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(ModelFileRow(model=row.model, version=row.version, **vars(file)) for file in release.files)
    if session.get(AliasRow, (model.name, PRODUCTION)) is None:
        point(session, model.name, PRODUCTION, row.version, "published")
    session.flush()
    return row


def _model_row(session: Session, job: JobRow) -> ModelRow:
    name = job.model or job.recipe
    values = {"name": name, "owner": job.owner, "recipe": job.recipe, "last_version": 0, "created_at": now()}
    session.execute(insert_new(session, ModelRow, **values))
    row = session.get_one(ModelRow, name, with_for_update=True, populate_existing=True)
    if row.owner != job.owner:
        raise ModelTakenError(name)
    if row.deleted_at is not None and row.deleted_at > job.created_at:
        raise ModelDeletedError(name)
    row.deleted_at = None
    return row


def point(session: Session, model: str, alias: str, version: int, reason: str) -> AliasRow:
    """Let an alias name a version, and write the move into the history."""
    row = session.get(AliasRow, (model, alias), populate_existing=True)
    stamp = read_clock(session)
    previous = row.version if row else None
    if row is None:
        row = AliasRow(model=model, alias=alias, version=version, updated_at=stamp)
        session.add(row)
    row.version, row.updated_at = version, stamp
    session.add(
        RegistryChangeRow(model=model, alias=alias, version=version, previous=previous, reason=reason, created_at=stamp)
    )
    session.flush()
    return row


def bundle_digest(files: tuple[ModelFile, ...]) -> str:
    """One digest for all files of a version: what caches and receipts name."""
    lines = "".join(f"{file.name} {file.sha256}\n" for file in sorted(files, key=lambda file: file.name))
    return hashlib.sha256(lines.encode()).hexdigest()
