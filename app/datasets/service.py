"""The data page's facts: what is built in, whether it is here, and what people brought."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

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
from models.data.readers import read_table, read_texts
from models.data.rows import TableRows, TextRows
from models.recipe import Dataset, InputError, JobFailure

KIND_OF_FORMAT = {"csv-text": "text", "csv-table": "table", "reuters-sgml": "text"}


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
    fits = {
        card.name: any(entries[known].kind == kind for known in card.data_sets if known in entries)
        for card in CARDS.values()
    }
    return [card.name for card in CARDS.values() if name in card.data_sets or (own and fits[card.name])]


def add_data_set(house: Services, name: str, upload_id: str) -> DataSetOut:
    """Make a data set of an upload, after reading all of it once.

    Raises:
        AppError: 404 unknown upload; 409 `data_set_exists`; 422 with the reader's own finding.
    """
    with house.database.read() as session:
        upload = get_upload(session, upload_id)
    path = house.storage.path(upload.sha256)
    if not house.storage.has(upload.sha256):
        raise AppError(503, "artifact_corrupt", f"The stored file sha256-{upload.sha256} is missing; upload it again.")
    data, profile = _profile(name, path, upload.sha256)
    with house.database.write() as session:
        known = session.get(DataSetRow, name)
        if known is not None and known.upload_id != upload_id:
            raise AppError(
                409, "data_set_exists", f"There is a data set {name!r} with other content; take another name."
            )
        if known is None:
            stamp = session.scalar(select(now())) or 0.0
            session.add(
                DataSetRow(name=name, format=data.format, upload_id=upload_id, profile=profile, created_at=stamp)
            )
    with house.database.read() as session:
        found = list_data_sets(session, house.settings.cache_dir)
    return next(item for item in found if item.name == name)


def _profile(name: str, path: Path, sha256: str) -> tuple[Dataset, dict[str, Any]]:
    entry = catalogue().get(name)
    if entry is not None:
        source = next((source for source in entry.source if source.kind == "uploaded"), None)
        if source is None:
            raise invalid("/name", "data_set_exists", f"{name!r} is built in; take another name.", status=409)
        formats = [source.format]
    else:
        formats = ["csv-text" if _has_label_column(path) else "csv-table"]
    data = Dataset(name, "uploaded", "1", sha256, path, formats[0])
    try:
        rows = read_table(data, missing="mean") if data.format == "csv-table" else read_texts(data).checked()
    except (InputError, JobFailure) as error:
        raise from_input(InputError(str(error), error.code, "/file")) from None
    return data, profile_of(rows)


def _has_label_column(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.readline(65_536).decode("utf-8-sig", errors="replace").lower()
    return {"text", "label"} <= {column.strip().strip('"') for column in header.split(",")}


def profile_of(rows: TextRows | TableRows) -> dict[str, Any]:
    """What a person wants to know before training."""
    if isinstance(rows, TextRows):
        counts = np.bincount(rows.labels, minlength=len(rows.label_names))
        classes = {label: int(count) for label, count in zip(rows.label_names, counts, strict=True)}
        return {"rows": len(rows.texts), "classes": classes, "duplicates_removed": rows.duplicates_removed}
    missing = np.isnan(rows.features).sum(axis=0)
    columns = [
        {"name": name, **_range(values), "missing": int(count)}
        for name, values, count in zip(rows.names, rows.features.T, missing, strict=True)
    ]
    return {"rows": len(rows.target), "target": rows.target_name, "columns": columns, "rows_dropped": rows.rows_dropped}


def _range(values: np.ndarray) -> dict[str, float | None]:
    """Smallest and largest number; null for a column without any."""
    present = values[~np.isnan(values)]
    return {"min": float(present.min()), "max": float(present.max())} if len(present) else {"min": None, "max": None}
