"""The HTTP side of uploads and data sets."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from app.access.scopes import needs
from app.artifacts import FILE, stored_file
from app.datasets.built_in import built_in_profile
from app.datasets.formats import Asked
from app.datasets.schemas import CheckIn, DataSetIn, DataSetOut, DataSetPage, ProfileOut, UploadOut
from app.datasets.service import add_data_set, check_file, delete_data_set, file_of, list_data_sets
from app.datasets.uploads import delete_upload, file_form, take_in
from app.db.tables import UploadRow
from app.errors import not_found
from app.http.fields import ModelName, UploadId, iso
from app.http.problems import from_validation
from app.http.strict_json import parse_json, read_body, require_json_type
from app.services import House, Services

router = APIRouter(prefix="/api/v1", tags=["data"])
FILE_BODY: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary"}},
}


def _form(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"multipart/form-data": {"schema": schema}} | more
    return {"requestBody": {"required": True, "content": content}}


def _upload_out(row: UploadRow) -> UploadOut:
    return UploadOut(
        id=row.id, name=row.name, media_type=row.media_type, bytes=row.bytes, sha256=row.sha256, width=row.width,
        height=row.height, created_at=iso(row.created_at) or "",
    )  # fmt: skip


@router.post(
    "/uploads",
    status_code=201,
    response_model=UploadOut,
    openapi_extra=_form(FILE_BODY),
    dependencies=[needs("datasets:write", spends="upload")],
)
async def create_upload(request: Request, house: House) -> UploadOut:
    """Store a file. The same bytes again give the same upload.

    A picture (PNG, JPEG or WebP, at most 10 MB and 24 million pixels) is kept as a PNG of its pixels, without metadata.
    """
    async with file_form(request, house.settings.max_upload_bytes) as (file, _):
        row = await take_in(house, file)
    return _upload_out(row)


NAMED_FILE: dict[str, Any] = {
    "type": "object",
    "required": ["file", "name"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "name": {"type": "string"},
        "format": {"type": "string", "enum": list(get_args(Asked))},
    },
}


@router.post(
    "/datasets",
    status_code=201,
    response_model=DataSetOut,
    openapi_extra=_form(NAMED_FILE, **{"application/json": {"schema": DataSetIn.model_json_schema()}}),
    dependencies=[needs("datasets:write", spends="upload")],
)
async def create_data_set(request: Request, house: House) -> DataSetOut:
    """Make a data set of a file: read whole and profiled.

    CSV (numbers, categories, texts, dates, or a regular time series), JSON Lines, NumPy arrays (`.npz` with `x` and
    `y`), plain text, a zip of pictures (one folder a class, or flat) or of WAV sounds, or the Reuters-21578 archive
    under the name `reuters`. A multipart form with `file`, `name` and perhaps `format`, or JSON with the id of an
    upload.
    """
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        body = await _from_form(request, house)
    else:
        require_json_type(request)
        body = _checked(parse_json(await read_body(request, house.settings.max_json_bytes)))
    return await house.reading(add_data_set, house, body.name, body.upload, body.format)


async def _from_form(request: Request, house: Services) -> DataSetIn:
    async with file_form(request, house.settings.max_upload_bytes) as (file, fields):
        wish = {"name": fields.get("name", ""), "upload": "up_" + "0" * 26, "format": fields.get("format")}
        body = _checked(wish)  # a bad name is refused before the file is kept
        row = await take_in(house, file)
    return body.model_copy(update={"upload": row.id})


def _checked(document: Any) -> DataSetIn:
    try:
        return DataSetIn.model_validate(document)
    except ValidationError as error:
        raise from_validation(error.errors(include_input=False, include_url=False)) from None


@router.post(
    "/datasets:check",
    response_model=ProfileOut,
    response_model_exclude_unset=True,
    dependencies=[needs("datasets:read")],
)
async def check_data_set(house: House, body: CheckIn) -> Any:
    """The profile of an uploaded file, or what is wrong with it; no data set is made."""
    return await house.reading(check_file, house, body.upload, body.format)


@router.get("/datasets", response_model=DataSetPage, dependencies=[needs("datasets:read")])
def get_data_sets(house: House) -> DataSetPage:
    """Every data set: source, licence, digest, whether it is on this machine, and its profile."""
    with house.database.read() as session:
        return DataSetPage(data=list_data_sets(session, house.settings.cache_dir))


@router.get("/datasets/{name}", response_model=DataSetOut, dependencies=[needs("datasets:read")])
def get_data_set(house: House, name: ModelName) -> DataSetOut:
    """One data set."""
    with house.database.read() as session:
        found = {item.name: item for item in list_data_sets(session, house.settings.cache_dir)}
    if name not in found:
        raise not_found("data_set", name)
    return found[name]


@router.get(
    "/datasets/{name}/profile",
    response_model=ProfileOut,
    response_model_exclude_unset=True,
    dependencies=[needs("datasets:read")],
)
async def get_data_set_profile(house: House, name: ModelName) -> Any:
    """What a data set holds: columns, classes, gaps, samples. A built-in one is read when somebody asks."""
    known = await house.in_thread(_known, house, name)
    if known is not None and known.profile is not None:
        return known.profile
    return await house.reading(built_in_profile, name, house.settings.cache_dir)


def _known(house: Services, name: str) -> DataSetOut | None:
    with house.database.read() as session:
        return next((item for item in list_data_sets(session, house.settings.cache_dir) if item.name == name), None)


@router.get("/datasets/{name}/file", response_class=Response, responses=FILE, dependencies=[needs("datasets:read")])
async def get_data_set_file(request: Request, house: House, name: ModelName) -> Response:
    """The file that a data set of your own was made of."""
    upload = await house.in_thread(_upload_of, house, name)
    return await house.fetching(stored_file, request, house, upload.sha256, upload.name, upload.media_type)


def _upload_of(house: Services, name: str) -> UploadRow:
    with house.database.read() as session:
        return file_of(session, name)


@router.delete("/uploads/{upload_id}", status_code=204, dependencies=[needs("datasets:write")])
def remove_upload(house: House, upload_id: UploadId) -> None:
    """Delete a file you sent, unless a data set or a job that has not ended needs it."""
    delete_upload(house, upload_id)


@router.delete("/datasets/{name}", status_code=204, dependencies=[needs("datasets:write")])
def remove_data_set(house: House, name: ModelName) -> None:
    """Forget a data set of your own; models trained on it stay."""
    delete_data_set(house, name)
