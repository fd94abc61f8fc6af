"""The data page's facts: what is built in, whether it is here, and what people brought."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.principal import HOUSE_OWNER, acting
from app.datasets.formats import Asked
from app.datasets.profiles import Brought, examine, profile
from app.datasets.schemas import DataSetOut, SourceOut
from app.datasets.suggestions import built_in_recipes, kind_of, recipes_for
from app.datasets.uploads import delete_upload, get_upload
from app.db.clock import read_clock
from app.db.tables import DataSetRow, UploadRow
from app.errors import AppError, invalid, not_found
from app.http.fields import WordsOut, iso
from app.http.problems import from_input
from app.services import Services
from app.storage.needs import unfinished_job_on
from models.data.catalogue import DataSetEntry, Source, catalogue
from models.recipe import InputError, JobFailure

Json = dict[str, Any]


def list_data_sets(session: Session, cache_dir: Path) -> list[DataSetOut]:
    """Every data set, built-in ones first."""
    brought = {row.name: row for row in session.scalars(select(DataSetRow)).all()}
    digests = {row.id: row.sha256 for row in session.scalars(select(UploadRow)).all()}
    built_in = [_built_in(entry, brought.get(name), cache_dir) for name, entry in catalogue().items()]
    own = [
        _own(row, digests[row.upload_id])
        for name, row in sorted(brought.items())
        # without its upload it was deleted between the two looks
        if name not in catalogue() and acting().owns(row.owner) and row.upload_id in digests
    ]
    return built_in + own


def _built_in(entry: DataSetEntry, imported: DataSetRow | None, cache_dir: Path) -> DataSetOut:
    sources = [
        SourceOut(
            kind=source.kind,
            version=source.version,
            rows=source.rows or None,
            available=_is_here(entry, source, imported, cache_dir),
        )
        for source in entry.source
    ]
    here = next((source for source, out in zip(entry.source, sources, strict=True) if out.available), None)
    return DataSetOut(
        name=entry.name, origin="built-in", kind=entry.kind, title=WordsOut(en=entry.title.en, zh=entry.title.zh),
        rows=here.rows if here and here.rows else entry.rows, licence=entry.licence, homepage=entry.homepage,
        citation=entry.citation, research_only=entry.research_only,
        sha256=here.files[0].sha256 if here and here.files else None, available=here is not None, sources=sources,
        profile=imported.profile if imported else None, recipes=built_in_recipes(entry.name),
        created_at=iso(imported.created_at) if imported else None,
    )  # fmt: skip


def _is_here(entry: DataSetEntry, source: Source, imported: DataSetRow | None, cache_dir: Path) -> bool:
    """Whether a training could use the source right now, without looking at the network."""
    if source.kind == "uploaded":
        return imported is not None
    if source.kind == "canonical":
        return all((cache_dir / entry.name / file.name).is_file() for file in source.files)
    if source.kind == "installed":
        return Path(source.files[0].name).exists()
    try:
        distribution = metadata.distribution(source.distribution)
    except metadata.PackageNotFoundError:
        return False
    return Path(str(distribution.locate_file(source.files[0].name))).exists()


def _own(row: DataSetRow, sha256: str) -> DataSetOut:
    return DataSetOut(
        name=row.name, origin="uploaded", kind=kind_of(row), title=WordsOut(en=row.name, zh=row.name),
        rows=row.profile.get("rows"), licence=None, homepage=None, citation=None, research_only=False,
        sha256=sha256, available=True, sources=[], profile=row.profile,
        recipes=recipes_for(row), created_at=iso(row.created_at),
    )  # fmt: skip


def add_data_set(house: Services, name: str, upload_id: str, asked: Asked | None = None) -> DataSetOut:
    """Make a data set of an upload, after reading all of it once.

    Args:
        asked: what the file is; None: what it looks like.

    Raises:
        AppError: 403 `data_set_of_house`; 404 unknown upload; 409 `data_set_exists`; 422 with the reader's own finding.
    """
    file = _brought(house, upload_id)
    _refuse_for_all(file, name)
    format, found = _read(file, name, asked)
    with house.database.write() as session:
        get_upload(session, upload_id)  # reading it took a while
        known = session.get(DataSetRow, name)
        same = (acting().owner, upload_id, format)
        if known is not None and (known.owner, known.upload_id, known.format) != same:
            raise AppError(
                409, "data_set_exists", f"There is a data set {name!r} with other content; take another name."
            )
        if known is None:
            stamp = read_clock(session)
            row = DataSetRow(name=name, format=format, upload_id=upload_id, profile=found, created_at=stamp)
            row.owner = acting().owner
            session.add(row)
    with house.database.read() as session:
        listed = list_data_sets(session, house.settings.cache_dir)
    return next(item for item in listed if item.name == name)


def check_file(house: Services, upload_id: str, asked: Asked | None = None) -> Json:
    """The profile that a data set of an upload would have; nothing is stored. Raises as `add_data_set`."""
    return _read(_brought(house, upload_id), "unnamed", asked)[1]


def _brought(house: Services, upload_id: str) -> Brought:
    with house.database.read() as session:
        upload = get_upload(session, upload_id)
    if upload.width is not None:
        raise invalid("/file", "input_kind_mismatch", "One picture is no data set; send a zip of many.", status=409)
    return Brought(house.storage.path(upload.sha256), upload.name, upload.sha256)


def _refuse_for_all(file: Brought, name: str) -> None:
    """A file for a built-in data set is what all owners train on: the house brings it, others only a known one."""
    source = _uploaded_source(name)
    if source is not None and file.sha256 not in source.known and not acting().owns(HOUSE_OWNER):
        detail = f"All owners train on {name!r}; only keys of the house may bring a file for it that is not known."
        raise AppError(403, "data_set_of_house", detail)


def _uploaded_source(name: str) -> Source | None:
    entry = catalogue().get(name)
    return next((source for source in entry.source if source.kind == "uploaded"), None) if entry else None


def _read(file: Brought, name: str, asked: Asked | None) -> tuple[str, Json]:
    source = _uploaded_source(name)
    if source is None and name in catalogue():
        raise invalid("/name", "data_set_exists", f"{name!r} is built in; take another name.", status=409)
    try:
        if source is not None:
            return source.format, profile(file.as_data(name, source.format))
        return examine(file, name, asked)
    except (InputError, JobFailure) as error:
        raise from_input(InputError(str(error), error.code, "/file")) from None


def _own_row(session: Session, name: str) -> DataSetRow | None:
    row = session.get(DataSetRow, name)
    return row if row is not None and acting().owns(row.owner) else None


def file_of(session: Session, name: str) -> UploadRow:
    """The file that a person's data set was made of.

    Raises:
        AppError: 404 `data_set_not_found`; 409 `data_set_built_in` where there is no such file.
    """
    row = _own_row(session, name)
    if row is None and name in catalogue():
        detail = f"{name!r} is built in: its files come from the sources that GET /api/v1/datasets names."
        raise AppError(409, "data_set_built_in", detail)
    if row is None:
        raise not_found("data_set", name)
    return get_upload(session, row.upload_id)


def delete_data_set(house: Services, name: str) -> None:
    """Delete a person's data set and its file; models trained on it stay, with the digest of their data.

    Raises:
        AppError: 404 `data_set_not_found`; 409 `data_set_built_in`, or `data_set_in_use` by a job that has not ended.
    """
    if name in catalogue():
        raise AppError(409, "data_set_built_in", f"{name!r} is built in and cannot be deleted.")
    with house.database.write() as session:
        row = _own_row(session, name)
        if row is None:
            raise not_found("data_set", name)
        job = unfinished_job_on(session, name, row.owner)
        if job is not None:
            raise AppError(409, "data_set_in_use", f"The job {job} uses {name!r}; cancel it or wait for its end.")
        session.delete(row)
        note_action(session, acting(), "data_set.deleted", name)
    try:
        delete_upload(house, row.upload_id)  # its file, unless something else is made of it
    except AppError as error:
        if error.code not in ("upload_in_use", "upload_not_found"):
            raise
