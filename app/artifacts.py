"""Downloading files: by digest, immutable, one range at most."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import select

from app.db.tables import ArtifactRow, ModelFileRow
from app.errors import AppError, not_found
from app.http.fields import SHA256, ModelName, VersionNumber
from app.services import House, Services

router = APIRouter(prefix="/api/v1", tags=["artifacts"])
FILE = {200: {"content": {"application/octet-stream": {}}, "description": "The bytes"}}
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
ArtifactId = Annotated[str, Path(pattern=SHA256)]


@router.get("/artifacts/{artifact_id}", response_class=Response, responses=FILE)  # type: ignore[arg-type]  # ints are str | int
def get_artifact(request: Request, house: House, artifact_id: ArtifactId) -> Response:
    """The bytes of a file a job made."""
    sha256 = artifact_id.removeprefix("sha256-")
    with house.database.read() as session:
        row = session.scalars(
            select(ArtifactRow).where(ArtifactRow.sha256 == sha256, ArtifactRow.state == "live").limit(1)
        ).first()
    if row is None:
        raise not_found("artifact", artifact_id)
    return _file(request, house, sha256, row.name, row.media_type)


@router.get("/models/{model}/versions/{version}/files/{name}", response_class=Response, responses=FILE)  # type: ignore[arg-type]  # as above
def get_model_file(
    request: Request, house: House, model: ModelName, version: VersionNumber,
    name: Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,128}$")],
) -> Response:  # fmt: skip
    """A file of a version: `network.onnx`, `network.keras`, its vocabulary or scaling."""
    with house.database.read() as session:
        row = session.get(ModelFileRow, (model, version, name))
    if row is None:
        raise not_found("file", name)
    return _file(request, house, row.sha256, f"{model}-{version}-{name}", row.media_type)


def _refuse_bad_range(asked: str | None, size: int) -> None:
    if asked is None:
        return
    found = RANGE.fullmatch(asked.strip())
    first, last = (found[1], found[2]) if found else ("", "")
    if (first and int(first) < size and (not last or int(last) >= int(first))) or (not first and last.strip("0")):
        return
    detail = f"Ask for one range of the file's {size} bytes."
    raise AppError(416, "range_invalid", detail, headers={"Content-Range": f"bytes */{size}"})


def _file(request: Request, house: Services, sha256: str, name: str, media_type: str) -> Response:
    tag = f'"{sha256}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    if not house.storage.has(sha256):
        raise AppError(503, "artifact_corrupt", f"The stored file sha256-{sha256} is missing.")
    _refuse_bad_range(request.headers.get("range"), house.storage.path(sha256).stat().st_size)
    headers = {
        "ETag": tag,
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Security-Policy": "sandbox",
    }
    disposition = "inline" if media_type == "image/png" else "attachment"
    return FileResponse(
        house.storage.path(sha256), media_type=media_type, headers=headers, filename=name,
        content_disposition_type=disposition,
    )  # fmt: skip
