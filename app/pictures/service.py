"""The pictures that settings name - samples and uploads - looked at before a job is queued."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.datasets.uploads import get_upload
from app.db.tables import UploadRow
from app.errors import AppError, FieldError
from app.pictures.intake import PNG
from app.pictures.samples import sample_file
from app.services import Services
from app.storage import Store
from models.pictures.decode import decode, facts
from models.pictures.samples import Sample, samples
from models.recipe import PictureChoice, PictureFacts


def picture_facts(house: Services, choice: PictureChoice, pointer: str = "") -> PictureFacts:
    """Size, digest and flatness of a picture.

    Args:
        pointer: of the choice in the request, `/params/photo`.

    Raises:
        AppError: 404 `picture_not_found` or `upload_not_found`; 409 `input_kind_mismatch` for an upload that is no
            picture; 503 `picture_unavailable` or `artifact_corrupt` for a picture whose file is missing.
    """
    if choice.sample is not None:
        sample = get_sample(choice.sample, f"{pointer}/sample")
        return _sample_facts(house.settings.cache_dir, sample.name)
    try:
        row = picture_upload(house, str(choice.upload))
    except AppError as error:
        raise _at(error, f"{pointer}/upload") from None
    return _upload_facts(house.storage, row.sha256)


def get_sample(name: str, pointer: str = "/name") -> Sample:
    """The sample picture of this name, or 404."""
    sample = samples().get(name)
    if sample is None:
        detail = f"There is no sample picture of that name; known are {', '.join(samples())}."
        raise _at(AppError(404, "picture_not_found", detail), pointer)
    return sample


def picture_upload(house: Services, upload_id: str) -> UploadRow:
    """The upload of this id.

    Raises:
        AppError: 404 `upload_not_found`; 409 `input_kind_mismatch` when it is no picture.
    """
    with house.database.read() as session:
        row = get_upload(session, upload_id)
    if row.media_type != PNG or row.width is None:
        raise AppError(409, "input_kind_mismatch", "The upload is not a picture.")
    return row


def _at(error: AppError, pointer: str) -> AppError:
    return AppError(error.status, error.code, error.detail, errors=[FieldError(pointer, error.code, error.detail)])


@lru_cache(maxsize=64)
def _sample_facts(cache_dir: Path, name: str) -> PictureFacts:
    return facts(decode(sample_file(cache_dir, samples()[name]).read_bytes()))


@lru_cache(maxsize=1024)
def _upload_facts(storage: Store, sha256: str) -> PictureFacts:
    return facts(decode(storage.verified(sha256)))
