"""What only a distant store can do: be down, refuse, or be copied into a bounded folder."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

import pytest

from app.db.migrate import upgrade
from app.settings import Settings
from app.storage import Store, StoreDownError, open_store
from app.storage.cache import IN_USE_S, LIFE_S, PART, FileCache
from tests.bucket import SECRET, BucketServer
from tests.processes import free_port
from workers.resources import get_resources


def at(folder: Path, values: dict[str, Any], patience_s: float = 0.2) -> Store:
    """The store of a house with these settings."""
    return open_store(Settings(data_dir=folder, **values), patience_s=patience_s)


def put(store: Store, content: bytes) -> str:
    """Store a file; gives its digest."""
    temporary, stored = store.write_temporary("job_x-1-tmp", [content])
    store.send(temporary, stored.sha256)
    store.keep(temporary, stored.sha256)
    return stored.sha256


def test_a_service_that_is_down_is_told_from_a_lost_file(tmp_path: Path) -> None:
    nobody = {"artifacts_url": "s3://files/house", "artifacts_endpoint": f"http://127.0.0.1:{free_port()}",
              "artifacts_key_id": "tester", "artifacts_secret": SECRET, "artifacts_allow_http": True}  # fmt: skip
    store = at(tmp_path, nobody)
    temporary, stored = store.write_temporary("job_x-1-tmp", [b"content"])

    for ask in (store.has, store.verified, store.path, store.remove, lambda _: list(store.files())):
        with pytest.raises(StoreDownError) as refused:
            ask(stored.sha256)
        assert (refused.value.status, refused.value.code) == (503, "storage_unavailable")
        assert refused.value.headers["Retry-After"] == "5"
    with pytest.raises(StoreDownError):
        store.send(temporary, stored.sha256)
    assert temporary.read_bytes() == b"content"


def test_a_bucket_that_does_not_exist_is_no_lost_file(tmp_path: Path, buckets: BucketServer) -> None:
    store = at(tmp_path, buckets.settings("never-made"))

    for ask in (store.has, store.verified):
        with pytest.raises(StoreDownError):
            ask("0" * 64)


def test_two_houses_share_a_bucket_under_two_prefixes(tmp_path: Path, buckets: BucketServer) -> None:
    values = buckets.settings()
    first = at(tmp_path / "a", values)
    second = at(tmp_path / "b", values | {"artifacts_url": values["artifacts_url"] + "-two"})
    sha256 = put(first, b"content")

    assert not second.has(sha256) and list(second.files()) == []


def test_key_and_secret_may_lie_in_files(tmp_path: Path, buckets: BucketServer) -> None:
    values = buckets.settings()
    for name in ("artifacts_key_id", "artifacts_secret"):
        file = tmp_path / name
        file.write_text(values.pop(name) + "\n")
        values[f"{name}_file"] = file

    store = at(tmp_path, values)

    assert store.verified(put(store, b"content")) == b"content"
    with pytest.raises(ValueError, match="ARTIFACTS_SECRET_FILE"):
        at(tmp_path, values | {"artifacts_secret_file": tmp_path / "absent"})


@pytest.mark.parametrize("url", ["http://files", "s3://", "/var/files"])
def test_another_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        at(tmp_path, {"artifacts_url": url})


def test_a_large_file_goes_up_in_parts_and_comes_back_whole(tmp_path: Path, buckets: BucketServer) -> None:
    store, content = at(tmp_path, buckets.settings()), os.urandom(12_000_000)

    assert store.verified(put(store, content)) == content


def test_a_file_is_fetched_once(tmp_path: Path) -> None:
    server = BucketServer()
    try:
        store = at(tmp_path, server.settings())
        sha256 = put(store, b"content")
        copy = store.path(sha256)
    finally:
        server.stop()

    assert store.path(sha256) == copy
    assert store.verified(sha256) == b"content"  # though nobody answers any more


def test_the_copies_least_lately_used_make_room(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, limit=250)
    digests = [_copy(cache, bytes([number]) * 100) for number in range(3)]
    assert all(cache.get(sha256) for sha256 in digests)  # all are in use: the limit waits
    for age, sha256 in enumerate(digests):
        _leave_alone(tmp_path / sha256[:2] / sha256, IN_USE_S * (age + 2))
    cache.get(digests[2])  # the oldest is asked for again

    newest = _copy(cache, b"x" * 100)

    there = [sha256 for sha256 in [*digests, newest] if (tmp_path / sha256[:2] / sha256).exists()]
    assert there == [digests[2], newest]


def test_a_backup_leaves_one_copy_on_the_disk_at_most(tmp_path: Path, buckets: BucketServer) -> None:
    settings = Settings(data_dir=tmp_path, **buckets.settings())
    store = open_store(settings, read_once=True)
    digests = [put(store, bytes([number]) * 100) for number in range(4)]

    for number, sha256 in enumerate(digests):
        assert store.path(sha256).read_bytes() == bytes([number]) * 100
        assert len(list((settings.cache_dir / "backup-objects").glob("??/*"))) == 1


def test_copies_that_nobody_asks_for_and_what_killed_downloads_left_go(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, limit=10_000)
    forgotten, asked = _copy(cache, b"forgotten"), _copy(cache, b"asked for")
    part = tmp_path / f"{PART}0001"
    part.write_bytes(b"half")
    for path in (tmp_path / forgotten[:2] / forgotten, tmp_path / asked[:2] / asked, part):
        _leave_alone(path, LIFE_S + 60)
    cache.get(asked)

    _copy(cache, b"another")

    assert not part.exists() and cache.get(forgotten) is None and cache.get(asked) is not None


def test_a_worker_on_its_own_disk_removes_what_a_killed_attempt_left(
    tmp_path: Path, buckets: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, **buckets.settings())
    upgrade(settings.database)
    left, _ = open_store(settings).write_temporary("job_dead-1-tmp", [b"half"])
    monkeypatch.setattr("workers.resources.get_settings", lambda: settings)

    resources = get_resources.__wrapped__()
    resources.database.dispose()

    assert resources.storage.kind == "s3" and not left.exists()


def _copy(cache: FileCache, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    assert cache.put(digest, lambda: [content]) is not None
    return digest


def _leave_alone(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))
