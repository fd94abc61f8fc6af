"""Questions about photos: the bytes behind them, whether they came in JSON, as an upload, or as files of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import to_thread
from fastapi import Request
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.datasets.uploads import FORM_BYTES, BoundedRequest, get_upload
from app.db.session import Database
from app.errors import AppError, FieldError, invalid
from app.http.strict_json import too_large
from app.pictures.intake import MAX_BYTES, PNG
from app.services import Services
from app.serving.loaded import Loaded
from app.storage import Store
from models.images.questions import PhotoQuery

MULTIPART = b"multipart/form-data"
FIELD = "image"
P = ParamSpec("P")
T = TypeVar("T")


def is_form(headers: Mapping[bytes, bytes]) -> bool:
    """Whether the body is a form with files."""
    return headers.get(b"content-type", b"").startswith(MULTIPART)


async def body_limit(house: Services, target: str, version: int | None) -> int:
    """The largest body that a model's question may have; a name that no model has is refused before any is read."""
    loaded = house.serving.known(target, version) or await house.serving.loaded(target, version)
    return loaded.card.max_body_bytes or house.settings.max_json_bytes


def asks_about_photos(loaded: Loaded) -> bool:
    """Whether a question of this model is a photo."""
    query = loaded.card.Query
    return query is not None and issubclass(query, PhotoQuery)


async def in_thread(house: Services, loaded: Loaded, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call that answers beside the event loop; of those that decode photos, two at once."""
    if asks_about_photos(loaded):
        return await house.decoding(call, *args, **kwargs)
    return await to_thread.run_sync(partial(call, *args, **kwargs))


async def find_uploads(house: Services, loaded: Loaded, queries: Sequence[BaseModel], prefix: str = "") -> None:
    """Give each question that names an upload the bytes of its picture (see `look_up`)."""
    if asks_about_photos(loaded):
        await house.in_thread(look_up, house.database, house.storage, queries, prefix)


async def read_form(request: Request, loaded: Loaded, limit: int) -> list[BaseModel]:
    """The questions of a form: a photo in each field `image`.

    Args:
        limit: photos at most.

    Raises:
        AppError: 413; 415 for a model that is not asked about photos; 400 or 422 `multipart_invalid`.
    """
    if not asks_about_photos(loaded):
        raise AppError(415, "media_type_unsupported", "Send the body as application/json.")
    try:
        form = await BoundedRequest(request, (loaded.card.max_body_bytes or MAX_BYTES) + FORM_BYTES).form(
            max_files=limit, max_fields=8
        )
    except HTTPException:
        raise AppError(400, "multipart_invalid", f"The form cannot be read; at most {limit} files are taken.") from None
    try:
        files = [file for file in form.getlist(FIELD) if isinstance(file, UploadFile)]
        if not files or len(files) != len(form.multi_items()):
            raise invalid(f"/{FIELD}", "multipart_invalid", f"Send one or more files in the field `{FIELD}` only.")
        return [PhotoQuery.of_file(await _content(file)) for file in files]
    finally:
        await form.close()


async def _content(file: UploadFile) -> bytes:
    content = await file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    return content


def look_up(database: Database, storage: Store, queries: Sequence[BaseModel], prefix: str = "") -> None:
    """Give each question that names an upload the bytes of its picture.

    Args:
        prefix: pointer of the list of questions, `/queries`; empty with one question only: its own.

    Raises:
        AppError: 404 `upload_not_found`; 409 `input_kind_mismatch` when it is no picture.
    """
    for place, query in enumerate(queries):
        if isinstance(query, PhotoQuery) and query.upload is not None and query.content is None:
            with _at(f"{prefix}/{place}/upload" if prefix else "/upload"):
                with database.read() as session:
                    row = get_upload(session, query.upload)
                if row.media_type != PNG or row.width is None:
                    raise AppError(409, "input_kind_mismatch", "The upload is not a picture.")
                query.put(storage.verified(row.sha256))


@contextmanager
def _at(pointer: str) -> Iterator[None]:
    try:
        yield
    except AppError as error:
        fields = [FieldError(pointer, error.code, error.detail)]
        raise AppError(error.status, error.code, error.detail, errors=fields) from None
