"""Where data comes from: digests, order of sources, refusals."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from models.data import download as downloading
from models.data import reuters, sources
from models.data.catalogue import DataSetEntry, catalogue
from models.data.digests import digest as digest_of
from models.data.readers import read_table, read_texts
from models.data.rows import text_rows
from models.data.sources import SourceSettings, locate
from models.data.splits import stratified
from models.recipe import InputError, JobFailure

PACKAGED = [entry.name for entry in catalogue().values() if any(s.kind == "packaged" for s in entry.source)]


def offline(folder: Path, **imports: Path) -> SourceSettings:
    return SourceSettings(folder, allow_network=False, imports=imports)


@pytest.mark.parametrize("name", PACKAGED)
def test_installed_file_has_the_digest_of_the_catalogue(name: str, tmp_path: Path) -> None:
    data = locate(name, offline(tmp_path))

    assert data.source == "packaged"
    assert len(data.sha256) == 64


def test_boston_holds_the_published_table(tmp_path: Path) -> None:
    rows = read_table(locate("boston", offline(tmp_path)))

    assert rows.features.shape == (506, 13)
    assert rows.target.mean() == pytest.approx(22.53, abs=0.01)  # 22.5 k$ in Harrison & Rubinfeld's data


def test_bbc_news_without_its_duplicates(tmp_path: Path) -> None:
    rows = read_texts(locate("bbc-news", offline(tmp_path)))

    assert rows.label_names == ("business", "entertainment", "politics", "sports", "tech")
    assert len(rows.texts) + rows.duplicates_removed == 2225
    assert rows.duplicates_removed == 100  # 98 exact ones, 2 that differ in white space alone


def test_unavailable_data_set_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(JobFailure) as refused:
        locate("california", offline(tmp_path))

    assert refused.value.code == "dataset_unavailable"
    assert "california_housing.npz" in str(refused.value)
    assert "switched off" in str(refused.value)


def test_unknown_data_set(tmp_path: Path) -> None:
    with pytest.raises(JobFailure) as refused:
        locate("moon", offline(tmp_path))

    assert refused.value.code == "dataset_unknown"


def test_wrong_digest_names_both(tmp_path: Path) -> None:
    (tmp_path / "boston").mkdir()
    (tmp_path / "boston" / "boston_housing.npz").write_bytes(b"not the file")

    with pytest.raises(JobFailure) as refused:
        locate("boston", offline(tmp_path))

    assert refused.value.code == "dataset_corrupt"
    assert hashlib.sha256(b"not the file").hexdigest() in str(refused.value)
    assert catalogue()["boston"].source[0].files[0].sha256 in str(refused.value)


def test_digest_is_taken_again_when_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    first = digest_of(path)
    path.write_bytes(b"three")

    assert (first, digest_of(path)) == tuple(hashlib.sha256(b).hexdigest() for b in (b"one", b"three"))


@pytest.fixture
def mirror() -> Iterator[tuple[str, dict[str, bytes]]]:
    files: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path.lstrip("/"))
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", files
    server.shutdown()
    server.server_close()


def pretend(monkeypatch: pytest.MonkeyPatch, content: bytes, published: str) -> None:
    """Make the catalogue believe that Boston's canonical file has this content and address."""
    entry = catalogue()["boston"]
    digest = hashlib.sha256(content).hexdigest()
    file = entry.source[0].files[0].model_copy(update={"sha256": digest, "url": published})
    source = entry.source[0].model_copy(update={"files": [file]})
    fake: dict[str, DataSetEntry] = {"boston": entry.model_copy(update={"source": [source, *entry.source[1:]]})}
    monkeypatch.setattr(sources, "catalogue", lambda: fake)
    monkeypatch.setattr(downloading, "_silent_until", {})


def npz() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, x=np.arange(520.0).reshape(40, 13), y=np.arange(40.0))
    return stream.getvalue()


def test_canonical_file_comes_from_the_mirror_and_stays(
    tmp_path: Path, mirror: tuple[str, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = npz()
    pretend(monkeypatch, content, "http://127.0.0.1:9/boston_housing.npz")
    mirror[1]["boston_housing.npz"] = content

    data = locate("boston", SourceSettings(tmp_path, mirror=mirror[0]))

    assert data.source == "canonical"
    assert read_table(data).features.shape == (40, 13)
    assert locate("boston", offline(tmp_path)) == data
    assert [path.name for path in data.path.parent.iterdir()] == ["boston_housing.npz"]


def test_tampered_download_is_not_kept(
    tmp_path: Path, mirror: tuple[str, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, npz(), "http://127.0.0.1:9/boston_housing.npz")
    mirror[1]["boston_housing.npz"] = b"something else"

    data = locate("boston", SourceSettings(tmp_path, mirror=mirror[0]))

    assert data.source == "packaged"  # the next source serves
    assert list((tmp_path / "boston").iterdir()) == []


def wire(topics: list[str], body: str) -> str:
    marks = "".join(f"<D>{topic}</D>" for topic in topics)
    return f'<REUTERS TOPICS="YES"><TOPICS>{marks}</TOPICS><TEXT><TITLE>T</TITLE><BODY>{body}</BODY></TEXT></REUTERS>'


def archive(folder: Path, document: str, form: str) -> Path:
    path, data = folder / f"reuters.{form}", document.encode("latin-1")
    if form == "zip":
        with zipfile.ZipFile(path, "w") as bundle:
            bundle.writestr("reuters21578/reut2-000.sgm", data)
    else:
        with tarfile.open(path, "w:gz") as tar:
            member = tarfile.TarInfo("../../reut2-000.sgm")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


@pytest.mark.parametrize("form", ["zip", "tar.gz"])
def test_reuters_archive(tmp_path: Path, form: str) -> None:
    wires = [wire([("earn", "acq", "tin")[row % 3]], f"caf\xe9 &lt;{row}>") for row in range(90)]
    wires += [
        wire(["earn", "acq"], "two topics"),
        wire([], "none"),
        wire(["once"], "rare"),
        "<REUTERS <broken",
    ]

    rows = reuters.read_reuters(archive(tmp_path, "".join(wires), form), topics=3)

    assert rows.label_names == ("acq", "earn", "tin")
    assert len(rows.texts) == 90
    assert rows.texts[0] == "T\ncaf\xe9 <0>"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"reuters.{form}"]  # nothing is unpacked


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_bytes(b"neither tar nor zip"), "archive_invalid"),
        (lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 50), "archive_invalid"),
        (lambda path: archive(path.parent, "no wires", "zip").rename(path), "archive_invalid"),
        (lambda path: archive(path.parent, "x" * (9 << 20), "zip").rename(path), "archive_too_large"),
        (lambda path: archive(path.parent, "x" * (9 << 20), "tar.gz").rename(path), "archive_too_large"),
    ],
)
def test_bad_archive(tmp_path: Path, make: Callable[[Path], object], code: str) -> None:
    make(tmp_path / "archive")

    with pytest.raises(InputError) as refused:
        reuters.read_reuters(tmp_path / "archive")

    assert refused.value.code == code


def test_split_keeps_shares_and_never_overlaps() -> None:
    labels = np.array([0] * 80 + [1] * 20)

    split = stratified(labels, fraction=0.1)
    again = stratified(labels, fraction=0.1)

    assert split.sizes() == {"train": 80, "validation": 10, "test": 10}
    assert np.bincount(labels[split.test]).tolist() == [8, 2]
    assert len(np.unique(np.concatenate([split.train, split.validation, split.test]))) == 100
    np.testing.assert_array_equal(split.test, again.test)


def test_split_keeps_the_test_rows_of_the_publisher() -> None:
    test = np.arange(100) >= 50

    assert stratified(np.arange(100) % 2, fraction=0.1, test=test).test.tolist() == list(range(50, 100))


def test_duplicates_are_removed_before_splitting() -> None:
    rows = text_rows(["a b", "c", "a  b", "d"], ["x", "y", "x", "y"])

    assert (list(rows.texts), rows.duplicates_removed) == (["a b", "c", "d"], 1)
