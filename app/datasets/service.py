"""The data page's facts: what is built in, whether it is here, and what people brought."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.datasets.profiles import KIND_OF_FORMAT, Asked, format_of, profile
from app.datasets.schemas import DataSetOut, SourceOut
from app.datasets.uploads import get_upload
from app.db.clock import now
from app.db.tables import DataSetRow, UploadRow
from app.errors import AppError, invalid
from app.http.fields import WordsOut, iso
from app.http.problems import from_input
from app.services import Services
from models.catalog import CARDS
from models.data.catalogue import DataSetEntry, Source, catalogue
from models.job import Dataset
from models.recipe import InputError, JobFailure


def list_data_sets(session: Session, cache_dir: Path) -> list[DataSetOut]:
    """Every data set, built-in ones first."""
    brought = {row.name: row for row in session.scalars(select(DataSetRow)).all()}
    digests = {row.id: row.sha256 for row in session.scalars(select(UploadRow)).all()}
    built_in = [_built_in(entry, brought.get(name), cache_dir) for name, entry in catalogue().items()]
    own = [_own(row, digests[row.upload_id]) for name, row in sorted(brought.items()) if name not in catalogue()]
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
        profile=imported.profile if imported else None, recipes=_recipes(entry.name, entry.kind, own=False),
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
    kind = KIND_OF_FORMAT.get(row.format, row.format)
    return DataSetOut(
        name=row.name, origin="uploaded", kind=kind, title=WordsOut(en=row.name, zh=row.name),
        rows=row.profile.get("rows"), licence=None, homepage=None, citation=None, research_only=False,
        sha256=sha256, available=True, sources=[], profile=row.profile,
        recipes=_recipes(row.name, kind, own=True), created_at=iso(row.created_at),
    )  # fmt: skip


def _recipes(name: str, kind: str, *, own: bool) -> list[str]:
    """The recipes that can learn from it: those that name it, and for own data those whose data is of its kind."""
    entries = catalogue()
    kinds = {
        card.name: {*card.data_kinds, *(entries[known].kind for known in card.data_sets if known in entries)}
        for card in CARDS.values()
    }
    return [card.name for card in CARDS.values() if name in card.data_sets or (own and kind in kinds[card.name])]


def add_data_set(house: Services, name: str, upload_id: str, asked: Asked | None = None) -> DataSetOut:
    """Make a data set of an upload, after reading all of it once.

    Args:
        asked: what the file is; None: what it looks like.

    Raises:
        AppError: 404 unknown upload; 409 `data_set_exists`; 422 with the reader's own finding.
    """
    with house.database.read() as session:
        upload = get_upload(session, upload_id)
    if not house.storage.has(upload.sha256):
        raise AppError(503, "artifact_corrupt", f"The stored file sha256-{upload.sha256} is missing; upload it again.")
    data, found = _read(house, name, upload, asked)
    with house.database.write() as session:
        known = session.get(DataSetRow, name)
        if known is not None and (known.upload_id, known.format) != (upload_id, data.format):
            raise AppError(
                409, "data_set_exists", f"There is a data set {name!r} with other content; take another name."
            )
        if known is None:
            stamp = session.scalar(select(now())) or 0.0
            session.add(DataSetRow(name=name, format=data.format, upload_id=upload_id, profile=found, created_at=stamp))
    with house.database.read() as session:
        listed = list_data_sets(session, house.settings.cache_dir)
    return next(item for item in listed if item.name == name)


def _read(house: Services, name: str, upload: UploadRow, asked: Asked | None) -> tuple[Dataset, dict[str, Any]]:
    if upload.width is not None:
        raise invalid("/file", "input_kind_mismatch", "One picture is no data set; send a zip of many.", status=409)
    path = house.storage.path(upload.sha256)
    entry = catalogue().get(name)
    if entry is not None:
        source = next((source for source in entry.source if source.kind == "uploaded"), None)
        if source is None:
            raise invalid("/name", "data_set_exists", f"{name!r} is built in; take another name.", status=409)
        format = source.format
    else:
        format = format_of(path, upload.name, asked)
    data = Dataset(name, "uploaded", "1", upload.sha256, path, format)
    try:
        return data, profile(data)
    except (InputError, JobFailure) as error:
        raise from_input(InputError(str(error), error.code, "/file")) from None
