"""Downloading files: by digest, immutable, one range at most."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import ColumnElement, exists, select, true

from app.access.owners import mine
from app.access.principal import acting
from app.access.scopes import needs
from app.db.tables import ArtifactRow, ExpiredFileRow, JobRow, ModelFileRow
from app.errors import AppError, not_found
from app.http.fields import SHA256, ModelName, VersionNumber
from app.registry.service import get_model, get_version, require_files
from app.services import House, Services
from app.storage import CorruptError
from app.storage.expired import expired_error
from app.thumbnails import IMMUTABLE, PICTURES, AskedSize, thumbnail

router = APIRouter(prefix="/api/v1", tags=["artifacts"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}, "description": "The bytes"}}
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
ArtifactId = Annotated[str, Path(pattern=SHA256)]


@router.get("/artifacts/{artifact_id}", response_class=Response, responses=FILE, dependencies=[needs("jobs:read")])
async def get_artifact(request: Request, house: House, artifact_id: ArtifactId, size: AskedSize = None) -> Response:
    """The bytes of a file a job made, or makes: live frames can be had for as long as they lie there."""
    sha256 = artifact_id.removeprefix("sha256-")
    row = await house.fetching(_find, house, sha256)
    if row is None:
        raise await house.in_thread(_gone, house, artifact_id)
    if size is not None:
        if row.media_type not in PICTURES:
            raise AppError(409, "input_kind_mismatch", "Only a picture has a thumbnail.")
        return await thumbnail(request, house, sha256, size, partial(house.storage.path, sha256))
    if row.state == "staged":
        return await house.fetching(_staged, house, row)
    return await house.fetching(stored_file, request, house, sha256, row.name, row.media_type)


def _find(house: Services, sha256: str) -> ArtifactRow | None:
    """The row of that digest, one of a finished job first; None also for a frame that the next one has replaced."""
    with house.database.read() as session:
        row = session.scalars(
            select(ArtifactRow).where(ArtifactRow.sha256 == sha256, _is_mine()).order_by(ArtifactRow.state).limit(1)
        ).first()
    lost = row is not None and row.state == "staged" and not house.storage.has(sha256)
    return None if lost else row


def _gone(house: Services, artifact_id: str) -> AppError:
    """410 for what retention took from the caller, else 404."""
    expired = (ExpiredFileRow.sha256 == artifact_id.removeprefix("sha256-"), mine(ExpiredFileRow.owner))
    with house.database.read() as session:
        row = session.scalars(select(ExpiredFileRow).where(*expired).limit(1)).first()
    return not_found("artifact", artifact_id) if row is None else expired_error(row)


def _is_mine() -> ColumnElement[bool]:
    """Made by a job of the caller's. The files of a deleted job are the administrators' until they are collected."""
    if acting().is_admin:
        return true()
    return exists().where(JobRow.id == ArtifactRow.job_id, mine(JobRow.owner))


def _staged(house: Services, row: ArtifactRow) -> Response:
    """A file that may vanish any moment is read before the answer begins."""
    try:
        content = house.storage.verified(row.sha256)
    except CorruptError as error:
        if error.damage == "damaged":
            raise
        raise not_found("artifact", f"sha256-{row.sha256}") from None
    headers = {"ETag": f'"{row.sha256}"', **IMMUTABLE, "Content-Disposition": _disposition(row.media_type)}
    return Response(content, media_type=row.media_type, headers=headers)


def _disposition(media_type: str) -> str:
    """Pictures may be looked at; anything else is only saved."""
    return "inline" if media_type in PICTURES else "attachment"


@router.get(
    "/models/{model}/versions/{version}/files/{name}",
    response_class=Response,
    responses=FILE,
    dependencies=[needs("models:read")],
)
async def get_model_file(
    request: Request, house: House, model: ModelName, version: VersionNumber,
    name: Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,128}$")],
) -> Response:  # fmt: skip
    """A file of a version: `network.onnx`, `network.keras`, its vocabulary or scaling."""
    row = await house.in_thread(_file_of, house, model, version, name)
    return await house.fetching(stored_file, request, house, row.sha256, f"{model}-{version}-{name}", row.media_type)


def _file_of(house: Services, model: str, version: int, name: str) -> ModelFileRow:
    with house.database.read() as session:
        get_model(session, model)
        row = session.get(ModelFileRow, (model, version, name))
        if row is None:
            require_files(get_version(session, model, version))
    if row is None:
        raise not_found("file", name)
    return row


def _refuse_bad_range(asked: str | None, size: int) -> None:
    if asked is None:
        return
    found = RANGE.fullmatch(asked.strip())
    first, last = (found[1], found[2]) if found else ("", "")
    if (first and int(first) < size and (not last or int(last) >= int(first))) or (not first and last.strip("0")):
        return
    detail = f"Ask for one range of the file's {size} bytes."
    raise AppError(416, "range_invalid", detail, headers={"Content-Range": f"bytes */{size}"})


def stored_file(request: Request, house: Services, sha256: str, name: str, media_type: str) -> Response:
    """A file of the store, whole or one range of it; its digest is its tag.

    Raises:
        AppError: 416 `range_invalid`; 503 `artifact_corrupt` when it is missing or its bytes have changed.
    """
    tag = f'"{sha256}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    file = house.storage.path(sha256)
    _refuse_bad_range(request.headers.get("range"), file.stat().st_size)
    return FileResponse(
        file, media_type=media_type, headers={"ETag": tag, **IMMUTABLE}, filename=name,
        content_disposition_type=_disposition(media_type),
    )  # fmt: skip
