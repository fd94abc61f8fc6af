"""From the settings to the store they name."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.settings import Settings
from app.storage.cache import FileCache
from app.storage.damage import log_damage
from app.storage.local import LocalStore
from app.storage.store import Report, Store

API_PATIENCE_S = 5.0  # a person waits
WORKER_PATIENCE_S = 60.0  # a training does not want to be lost to a restart of the service


def open_store(
    settings: Settings, report: Report = log_damage, *, patience_s: float = API_PATIENCE_S, read_once: bool = False
) -> Store:
    """The store of this house.

    Args:
        report: told of each file that was asked for and is not whole.
        patience_s: how long a distant store is asked again when it does not answer.
        read_once: each file is read to its end before the next: only the last copy of an object stays on the disk.

    Raises:
        ValueError: an address that is neither empty nor `s3://bucket/prefix`; a secret file that cannot be read.
    """
    if not settings.artifacts_url:
        return LocalStore(settings.artifacts_dir, report)
    from app.storage.objects import Bucket, ObjectStore

    address = urlsplit(settings.artifacts_url)
    if address.scheme != "s3" or not address.netloc:
        raise ValueError("CHAPTERHOUSE_ARTIFACTS_URL must be empty or s3://bucket/prefix")
    bucket = Bucket(
        address.netloc, address.path.strip("/"), endpoint=settings.artifacts_endpoint, region=settings.artifacts_region,
        key_id=_secret(settings, "artifacts_key_id"), secret=_secret(settings, "artifacts_secret"),
        path_style=settings.artifacts_path_style, allow_http=settings.artifacts_allow_http, patience_s=patience_s,
    )  # fmt: skip
    if read_once:
        cache = FileCache(settings.cache_dir / "backup-objects", 0, in_use_s=0.0)
    else:
        cache = FileCache(settings.cache_dir / "objects", settings.artifacts_cache_bytes)
    return ObjectStore(bucket, settings.artifacts_dir / "tmp", cache, report)


def _secret(settings: Settings, name: str) -> str:
    """The value itself, or what the file of it holds."""
    file = getattr(settings, f"{name}_file")
    if file is None:
        return str(getattr(settings, name).get_secret_value())
    try:
        return str(file.read_text().strip())
    except OSError as error:
        raise ValueError(f"CHAPTERHOUSE_{name.upper()}_FILE cannot be read: {error.strerror}") from None
