"""The store in a bucket of an S3-compatible service."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.storage.cache import FileCache
from app.storage.damage import log_damage
from app.storage.store import CorruptError, Damage, Listed, Report, Stored, StoreDownError
from app.storage.temporary import write_synced

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

CHUNK = 1 << 20
_LOG = logging.getLogger(__name__)


class Bucket:
    """How to reach one prefix of a bucket.

    Args:
        endpoint: of the service; empty: Amazon's own for the region.
        patience_s: how long a request that fails is tried again. Questions that a transaction may wait for are
            never tried again.
    """

    def __init__(
        self, name: str, prefix: str, *, endpoint: str = "", region: str = "us-east-1", key_id: str = "",
        secret: str = "", path_style: bool = True, allow_http: bool = False, patience_s: float = 5.0,
    ) -> None:  # fmt: skip
        self.where = f"s3://{name}/{prefix}" + (f" at {endpoint}" if endpoint else "")
        given = {"endpoint": endpoint, "access_key_id": key_id, "secret_access_key": secret}
        access = {field: value for field, value in given.items() if value}

        def client(timeout_s: float, retries: int) -> S3Store:
            options: ClientConfig = {
                "allow_http": allow_http, "connect_timeout": timedelta(seconds=3),
                "timeout": timedelta(seconds=timeout_s),
            }  # fmt: skip
            retry: RetryConfig = {
                "max_retries": retries, "retry_timeout": timedelta(seconds=patience_s),
                "backoff": {"max_backoff": timedelta(seconds=2)},
            }  # fmt: skip
            return S3Store(
                name, prefix=prefix or None, region=region, virtual_hosted_style_request=not path_style,
                client_options=options, retry_config=retry, **access,  # type: ignore[arg-type]  # only words
            )  # fmt: skip

        self.quick = client(5.0, 0)
        self.patient = client(120.0, 30)


class ObjectStore:
    """Content-addressed objects `<prefix>/ab/abcdef...`, read through checked copies on this machine (a `Store`).

    Args:
        temporary: folder for files that are being written.
        report: told of each file that was asked for and is not whole.
    """

    kind: Literal["local", "s3"] = "s3"

    def __init__(self, bucket: Bucket, temporary: Path, cache: FileCache, report: Report = log_damage) -> None:
        self.temporary = temporary
        self.where = bucket.where
        self._quick, self._patient = bucket.quick, bucket.patient
        self._cache, self._report = cache, report

    def write_temporary(self, name: str, chunks: Iterable[bytes]) -> tuple[Path, Stored]:
        """Write and sync a file on this machine."""
        path = self.temporary / name
        return path, write_synced(path, chunks)

    def send(self, source: Path, sha256: str) -> None:
        """Upload the file, also when the object is there: a damaged one is mended by that."""
        with _answering():
            obstore.put(self._patient, _key(sha256), source)

    def keep(self, source: Path, sha256: str) -> None:
        """The object is there since `send`."""
        source.unlink(missing_ok=True)

    def has(self, sha256: str) -> bool:
        """Whether the object is there."""
        try:
            with _answering():
                obstore.head(self._patient, _key(sha256))
        except FileNotFoundError:
            self._require_bucket()
            return False
        return True

    def verified(self, sha256: str) -> bytes:
        """The bytes of that digest. Raises `CorruptError`."""
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() == sha256:
            return content
        self._cache.drop(sha256)  # the copy went bad since it was checked; the object need not have
        content = b"".join(self._download(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise self._corrupt(sha256, "damaged")
        return content

    def path(self, sha256: str) -> Path:
        """A checked copy on this machine. Raises `CorruptError`."""
        copy = self._cache.get(sha256) or self._cache.put(sha256, lambda: self._download(sha256))
        if copy is None:
            raise self._corrupt(sha256, "damaged")
        return copy

    def remove(self, sha256: str) -> None:
        """Delete the object, and the copy here; copies on other machines are dropped when they grow old."""
        self._cache.drop(sha256)
        try:
            with _answering():
                obstore.delete(self._quick, _key(sha256))
        except FileNotFoundError:
            pass

    def files(self) -> Iterator[Listed]:
        """Every object under the prefix whose name is a digest."""
        with _answering():
            for page in obstore.list(self._patient, chunk_size=1000):
                for found in page:
                    name = found["path"].rpartition("/")[2]
                    if len(name) == 64:
                        yield Listed(name, found["size"], found["last_modified"].timestamp())

    def _download(self, sha256: str) -> Iterator[bytes]:
        try:
            with _answering():
                for chunk in obstore.get(self._patient, _key(sha256)).stream(min_chunk_size=CHUNK):
                    yield bytes(chunk)
        except FileNotFoundError:
            self._require_bucket()
            raise self._corrupt(sha256, "missing") from None

    def _require_bucket(self) -> None:
        """Tell a lost object from a lost bucket: one wrong word in the settings must not look like damage."""
        with _answering():
            next(iter(obstore.list(self._quick, "0" * 64, chunk_size=1)), None)

    def _corrupt(self, sha256: str, damage: Damage) -> CorruptError:
        self._report(sha256, damage)
        return CorruptError(sha256, damage)


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def _answering() -> Iterator[None]:
    """One error for a service that is down, slow, or refuses our key; an object that is not there stays as it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, TimeoutError, ConnectionError) as error:
        _LOG.warning("the store of files: %s", str(error).splitlines()[0][:300])
        raise StoreDownError from None
