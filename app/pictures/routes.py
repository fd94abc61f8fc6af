"""Looking at pictures: the samples that are there from the start, and what people sent."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from app.access.scopes import needs
from app.artifacts import stored_file
from app.http.fields import ModelName, UploadId, WordsOut, only
from app.pictures.intake import PNG
from app.pictures.samples import sample_file, sample_key, sample_size
from app.pictures.schemas import PictureOut, PicturePage, Role
from app.pictures.service import get_sample, picture_upload
from app.services import House
from app.thumbnails import AskedSize, thumbnail
from models.pictures.samples import Sample, samples

router = APIRouter(prefix="/api/v1", tags=["pictures"])
IMAGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {PNG: {}, "image/webp": {}}, "description": "The picture, or its thumbnail"}
}


@router.get("/pictures", response_model=PicturePage, dependencies=[needs("datasets:read"), only("role")])
def list_pictures(role: Role | None = None) -> PicturePage:
    """The sample photos and styles that can be had on this machine."""
    found = [_picture_out(sample) for sample in samples().values() if role in (None, sample.role)]
    return PicturePage(data=[picture for picture in found if picture is not None])


def _picture_out(sample: Sample) -> PictureOut | None:
    """None for a photo whose package is not installed."""
    size = sample_size(sample)
    if size is None:
        return None
    return PictureOut(
        name=sample.name, role=sample.role, title=WordsOut(en=sample.title.en, zh=sample.title.zh),
        licence=sample.licence, width=size[0], height=size[1], url=f"/api/v1/pictures/{sample.name}",
    )  # fmt: skip


@router.get("/pictures/{name}", response_class=Response, responses=IMAGE, dependencies=[needs("datasets:read")])
async def get_picture(request: Request, house: House, name: ModelName, size: AskedSize = None) -> Response:
    """A sample picture."""
    sample = get_sample(name)
    key, make = sample_key(sample), partial(sample_file, house.settings.cache_dir, sample)
    if size is not None:
        return await thumbnail(request, house, key, size, make)
    headers = {"ETag": f'"{key}"', "Cache-Control": "private, max-age=86400", "Content-Security-Policy": "sandbox"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(await house.decoding(make), media_type=PNG, headers=headers)


@router.get(
    "/uploads/{upload_id}/content", response_class=Response, responses=IMAGE, dependencies=[needs("datasets:read")]
)
async def get_upload_content(request: Request, house: House, upload_id: UploadId, size: AskedSize = None) -> Response:
    """A picture that was uploaded, as it is kept: PNG, upright, without metadata."""
    row = await house.in_thread(picture_upload, house, upload_id)
    if size is not None:
        return await thumbnail(request, house, row.sha256, size, partial(house.storage.path, row.sha256))
    name = PurePosixPath(row.name).stem[:90] + ".png"
    return await house.fetching(stored_file, request, house, row.sha256, name, PNG)
