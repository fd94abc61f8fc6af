"""Taking a file in: bounded while it streams, stored under its digest, the same bytes of an owner only once."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import asynccontextmanager
from typing import IO, Any

from fastapi import Request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.access.audit import note_action
from app.access.principal import acting
from app.db.clock import read_clock
from app.db.tables import ExpiredFileRow, UploadRow
from app.errors import AppError, invalid, not_found
from app.http.strict_json import refuse_declared, too_large
from app.ids import new_id
from app.kept_pictures import forget
from app.pictures.intake import MAX_BYTES, PNG, Picture, is_picture, read_picture
from app.services import Services
from app.storage import Stored, lock_digest, place, remove_unused
from app.storage.expired import expired_error
from app.storage.needs import data_set_of, unfinished_job_with
from app.unfinished import upload_file_name
from models.pictures.header import magic
from models.unicode_text import compatible

CHUNK = 1 << 20
FORM_BYTES = 65_536  # what a form may hold beside its file
MAGIC_BYTES = 12
LOOK_BYTES = 1024  # the beginning of a form is looked through each time so much more has come
_FILE_NAME, _HEAD_ENDS = b'name="file"', b"\r\n\r\n"
_MODEL_MAGIC = (b"\x89HDF\r\n\x1a\n", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")  # HDF5; pickles
_MODEL_NAME = re.compile(r"\.(keras|h5|hdf5|onnx|pkl|pickle|joblib|pt|pth|pb|tflite|safetensors)$", re.IGNORECASE)
_MAGIC = (
    (b"\x1f\x8b", "application/gzip"),
    (b"PK\x03\x04", "application/zip"),
)


class BoundedRequest(Request):
    """A request whose body is cut off with 413 as soon as it passes the limit.

    Args:
        picture_limit: of a form whose file begins as a picture does; known before the rest of it has come.
    """

    def __init__(self, request: Request, limit: int, picture_limit: int | None = None) -> None:
        super().__init__(request.scope, request.receive)
        self._limit, self._picture_limit, self._size = limit, picture_limit or limit, 0
        self._head: bytes | None = b""  # of the body, until its file has begun
        self._looked_at = 0
        refuse_declared(request, limit)

    async def stream(self) -> Any:
        async for chunk in super().stream():
            self._size += len(chunk)
            self._look(chunk)
            if self._size > self._limit:
                raise too_large(self._limit)
            yield chunk

    def _look(self, chunk: bytes) -> None:
        if self._head is None:
            return
        self._head += chunk[:FORM_BYTES]
        if len(self._head) < self._looked_at + LOOK_BYTES:  # who sends byte by byte is not looked at for each
            return
        self._looked_at = len(self._head)
        first = _file_in(self._head)
        if len(first) >= MAGIC_BYTES or len(self._head) > FORM_BYTES:
            self._head = None
            if magic(first[:MAGIC_BYTES]) is not None:
                self._limit = min(self._limit, self._picture_limit)


def _file_in(head: bytes) -> bytes:
    """How the file of a form begins, as far as it has come.

    Two searches and no pattern: one for the lines between would look at each of them again from each.
    """
    named = head.lower().find(_FILE_NAME)
    begins = head.find(_HEAD_ENDS, named)
    return head[begins + len(_HEAD_ENDS) :] if named >= 0 and begins >= 0 else b""


@asynccontextmanager
async def file_form(request: Request, limit: int) -> Any:
    """The one file of a multipart form and its text fields.

    Raises:
        AppError: 413; 415 for another content type; 400 or 422 `multipart_invalid`.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise AppError(415, "media_type_unsupported", "Send the file as multipart/form-data in the field `file`.")
    try:
        bounded = BoundedRequest(request, limit + FORM_BYTES, MAX_BYTES + FORM_BYTES)
        form = await bounded.form(max_files=1, max_fields=8)
    except HTTPException:
        raise AppError(400, "multipart_invalid", "The multipart body cannot be read.") from None
    async with _closing(form):
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise invalid("/file", "multipart_invalid", "Send exactly one file in the field `file`.")
        if (file.size or 0) > limit:
            raise too_large(limit)
        yield file, {key: value for key, value in form.items() if isinstance(value, str)}


@asynccontextmanager
async def _closing(form: Any) -> Any:
    try:
        yield form
    finally:
        await form.close()


async def take_in(house: Services, file: UploadFile) -> UploadRow:
    """Keep a file as it came, or, of a picture, a PNG of its pixels. The same content again gives the same upload.

    Raises:
        AppError: 422 `file_empty`; 413, 415 or 422 for a picture that cannot be used.
    """
    name = file.filename or "file"
    head = await file.read(MAGIC_BYTES)
    await file.seek(0)
    refuse_model(head, name)
    if is_picture(head, name, file.content_type):
        return await house.decoding(_store_picture, house, file.file, name)
    return await house.in_thread(_store_file, house, file.file, name)


def refuse_model(head: bytes, name: str) -> None:
    """Refuse files of models by their first bytes or their name: whoever loads one runs what it holds.

    Raises:
        AppError: 415 `model_upload_disabled`.
    """
    if head.startswith(_MODEL_MAGIC) or _MODEL_NAME.search(name):
        detail = "Files of models (Keras, HDF5, ONNX, pickles, PyTorch) are not taken in; models are trained here."
        raise invalid("/file", "model_upload_disabled", detail, status=415)


def _store_picture(house: Services, file: IO[bytes], name: str) -> UploadRow:
    picture = read_picture(file)
    return _store(house, [picture.png], name, picture)


def _store_file(house: Services, file: IO[bytes], name: str) -> UploadRow:
    return _store(house, _chunks(file), name)


def _store(house: Services, chunks: Iterable[bytes], name: str, picture: Picture | None = None) -> UploadRow:
    """Write and sync aside, then move into place in the commit after the one that makes the row."""
    temporary, stored = house.storage.write_temporary(upload_file_name(), chunks)
    try:
        if stored.bytes == 0:
            raise invalid("/file", "file_empty", "The file is empty.")
        with temporary.open("rb") as head:
            media_type = PNG if picture else _media_type(head.read(4096))
        with house.database.write() as session:
            row, is_new = _row(session, stored, media_type, name, picture)
        try:
            # gone when somebody deleted the upload meanwhile
            place(house.database, house.storage, temporary, row.sha256, lambda session: session.get(UploadRow, row.id))
        except Exception:
            if is_new:
                with house.database.write() as session:
                    session.execute(delete(UploadRow).where(UploadRow.id == row.id))
            raise
    finally:
        temporary.unlink(missing_ok=True)
    return row


def _row(
    session: Session, stored: Stored, media_type: str, name: str, picture: Picture | None
) -> tuple[UploadRow, bool]:
    lock_digest(session, stored.sha256)
    owner = acting().owner
    same = (UploadRow.sha256 == stored.sha256, UploadRow.owner == owner)
    known = session.scalar(select(UploadRow).where(*same).with_for_update())
    if known is not None:
        known.created_at = read_clock(session)  # retention must not take what has just been sent again
        return known, False
    row = UploadRow(
        id=new_id("up"), owner=owner, sha256=stored.sha256, bytes=stored.bytes, media_type=media_type,
        name=display_name(name), width=picture and picture.width,
        height=picture and picture.height, created_at=read_clock(session),
    )  # fmt: skip
    session.add(row)
    return row, True


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def display_name(name: str) -> str:
    """A file name as it may be shown: no path, no control or bidi characters, 100 characters at most."""
    last = compatible(name[:4096].replace("\\", "/").rpartition("/")[2])
    return "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")[:100].strip() or "file"


def _media_type(head: bytes) -> str:
    """What the bytes are; a client's own claim is never believed."""
    for first, media_type in _MAGIC:
        if head.startswith(first):
            return media_type
    return "application/octet-stream" if b"\x00" in head else "text/plain"


def get_upload(session: Session, upload_id: str) -> UploadRow:
    """The upload of this id, or 404; another owner's is as good as none; 410 when retention took it."""
    row = session.get(UploadRow, upload_id)
    if row is not None and acting().owns(row.owner):
        return row
    expired = session.get(ExpiredFileRow, upload_id) if row is None else None
    if expired is not None and acting().owns(expired.owner):
        raise expired_error(expired)
    raise not_found("upload", upload_id)


def delete_upload(house: Services, upload_id: str) -> None:
    """Delete an upload, and its bytes when nothing else names them.

    Raises:
        AppError: 404 `upload_not_found`; 409 `upload_in_use` while a data set or a job that has not ended needs it.
    """
    with house.database.write() as session:
        row = get_upload(session, upload_id)
        session.refresh(row, with_for_update=True)
        data_set, job = data_set_of(session, row.id), unfinished_job_with(session, row)
        if data_set is not None or job is not None:
            user = f"The data set {data_set!r} is made of it" if data_set else f"The job {job} uses it"
            raise AppError(409, "upload_in_use", f"{user}; delete that first, or wait for its end.")
        session.delete(row)
        note_action(session, acting(), "upload.deleted", row.id)
    remove_unused(house.database, house.storage, row.sha256)
    forget(house.settings.cache_dir, row.sha256)


def use_data_folder(folder: Any) -> None:
    """Let spooled uploads lie under the data folder, as everything a run writes does."""
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
