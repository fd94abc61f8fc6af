"""Reads a data set of small pictures: digits, clothes, or a person's own in a zip.

Rows keep the order of their source; `ImageRows.split` draws training, validation and test rows, always the same ones.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from models.data.archive import read_files
from models.data.picture_tree import picture_tree
from models.data.rows import SMALLEST
from models.data.splits import SPLIT_SEED, Split, stratified
from models.job import Dataset
from models.pictures.decode import decode
from models.recipe import InputError, JobFailure

SMALLEST_SIDE = 16  # of a picture in a set; pictures that are worked on alone must be larger
HELD_OUT = 0.1  # share of the rows for validation, and the same again for test
DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip  # in the order of the label numbers
_IDX_BYTES = 0x08


@dataclass(frozen=True)
class ImageRows:
    """Pictures of one size and, where known, what they show.

    Attributes:
        name: of the data set.
        images: uint8 `(n, h, w, c)`, c = 1 (grey) or 3.
        labels: index into `label_names`, int64 `(n,)`; None for pictures without classes.
        test: rows the publisher set aside for testing, bool `(n,)`; None when he did not.
        duplicates_removed: exact repetitions left out; the first stays.
        files_ignored: files in a person's zip that are no pictures.
        validation: rows set aside for validation, bool `(n,)`; None when nobody did.
        leaked_removed: of the repetitions, those in the training part of a picture in another part.
        folders: names of the folders that pictures of a person's zip lie in.
    """

    name: str
    images: np.ndarray
    labels: np.ndarray | None
    label_names: tuple[str, ...]
    test: np.ndarray | None = None
    duplicates_removed: int = 0
    files_ignored: int = 0
    validation: np.ndarray | None = None
    leaked_removed: int = 0
    folders: tuple[str, ...] = ()

    def split(self, *, limit: int | None = None, fraction: float = HELD_OUT) -> Split:
        """Give training, validation and test rows; each label keeps its share in every part.

        Args:
            limit: use at most this many rows in all, each part thinned alike; None uses all.
            fraction: share of the rows for validation, and the same again for test where the publisher set none aside.
        """
        labels = np.zeros(len(self.images), np.int64) if self.labels is None else self.labels
        if self.validation is None or self.test is None:
            split = stratified(labels, fraction=fraction, test=self.test)
        else:
            train = np.flatnonzero(~(self.validation | self.test))
            split = Split(train, np.flatnonzero(self.validation), np.flatnonzero(self.test))
        if limit is None or limit >= len(labels):
            return split
        held = max(1, round(limit * fraction))
        sizes = (limit - 2 * held, held, held)
        parts = (split.train, split.validation, split.test)
        return Split(*(_thinned(part, labels, size) for part, size in zip(parts, sizes, strict=True)))


def read_images(data: Dataset, *, side: int = 28, colour: bool | None = None) -> ImageRows:
    """Give the pictures of a data set.

    Args:
        side: pixels a side of a person's pictures, which are cropped to their middle square and resized; the sets of
            the catalogue keep their own size.
        colour: of a person's pictures: three channels or one; None keeps colour only where a picture has any.

    Raises:
        InputError: the person's zip cannot be used: a code of `models.data.archive` or `models.pictures.decode`,
            `dataset_no_pictures`, or `dataset_too_small`.
        JobFailure: `dataset_kind` when the data set holds no pictures.
    """
    if data.format == "images-zip":
        return read_images_zip(data.path, side=side, colour=colour, name=data.name)
    if data.format not in _READERS:
        raise JobFailure(f"Data set {data.name} ({data.format}) does not hold pictures.", "dataset_kind")
    return replace(_READERS[data.format](data.path), name=data.name)


def read_images_zip(path: Path, *, side: int = 28, colour: bool | None = None, name: str = "") -> ImageRows:
    """Give a person's pictures: all files flat, or each in the folder of its class.

    Class folders may lie in `train`, `validation` and `test`; then those parts are kept. Where there is no `test`, the
    given validation part is what results are reported on (`ImageRows.test`). A training picture that another part also
    holds is left out of training.

    Every picture is decoded alone and shrunk at once, so that memory stays small. One picture that cannot be read
    refuses the whole zip, by name, instead of being lost silently. Raises as `read_images`, and `dataset_class_empty`
    or `dataset_unknown_class`.
    """
    tree = picture_tree(path)
    kept: dict[bytes, int] = {}
    pictures: list[np.ndarray] = []
    files: list[str] = []
    leaked = 0
    for file, content in read_files(path, lambda name: name in tree.pictures):
        picture = middle_square(_decoded(file, content), side)
        key = hashlib.sha256(picture.tobytes()).digest()
        if key not in kept:
            kept[key] = len(files)
            pictures.append(picture)
            files.append(file)
        elif (tree.part(files[kept[key]]) == "train") != (tree.part(file) == "train"):
            leaked += 1
            if tree.part(file) != "train":  # the other part keeps it, so that what is reported stays comparable
                files[kept[key]] = file
    _check_enough(len(tree.pictures), len(files))
    images = in_channels(np.stack(pictures), colour)
    labels, names = _labels([tree.label(file) for file in files])
    parts = [tree.part(file) for file in files]
    removed, folders = len(tree.pictures) - len(files), tuple(sorted({tree.label(file) for file in files}))
    return ImageRows(
        name, images, labels, names, duplicates_removed=removed, files_ignored=tree.ignored, leaked_removed=leaked,
        folders=folders, **_held_out(parts) if tree.split else {},
    )  # fmt: skip


def _held_out(parts: list[str]) -> dict[str, np.ndarray]:
    """Give the rows to report on and, where there is a `test` part, those to validate on."""
    named = np.array(parts)
    if "test" not in parts:
        return {"test": named == "validation"}
    held = {"test": named == "test"}
    return held | {"validation": named == "validation"} if "validation" in parts else held


def _decoded(file: str, content: bytes) -> np.ndarray:
    try:
        return decode(content, smallest_side=SMALLEST_SIDE)
    except InputError as error:
        raise InputError(f"{file[-80:]!a}: {error}", error.code) from error


def middle_square(pixels: np.ndarray, side: int) -> np.ndarray:
    """Give the middle square of a picture `(h, w, 3)`, resized; Lanczos averages over the pixels it removes."""
    height, width = pixels.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    square = Image.fromarray(pixels[top : top + edge, left : left + edge])
    return np.asarray(square.resize((side, side), Image.Resampling.LANCZOS), np.uint8)


def _check_enough(found: int, distinct: int) -> None:
    if not found:
        raise InputError("The zip holds no PNG, JPEG or WebP picture.", "dataset_no_pictures")
    if distinct < SMALLEST:
        message = f"The zip holds {distinct} different pictures; at least {SMALLEST} are needed."
        raise InputError(message, "dataset_too_small")


def in_channels(images: np.ndarray, colour: bool | None) -> np.ndarray:
    """Give grey `(n, h, w, 1)` or colour `(n, h, w, 3)`; grey is the luminance of ITU-R BT.601."""
    if colour is None:
        colour = bool((images != images[..., :1]).any())
    if colour:
        return images
    grey = images.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.rint(grey).astype(np.uint8)[..., None]


def _labels(classes: list[str]) -> tuple[np.ndarray | None, tuple[str, ...]]:
    names = tuple(sorted(set(classes)))
    if len(names) < 2 or "" in names:  # flat, or some pictures belong to no class
        return None, ()
    return np.array([names.index(label) for label in classes], np.int64), names


def _thinned(rows: np.ndarray, labels: np.ndarray, size: int) -> np.ndarray:
    """Draw rows so that each label keeps its share."""
    if size >= len(rows):
        return rows
    order = np.random.default_rng(SPLIT_SEED).permutation(rows)
    place = np.empty(len(order))
    for label in np.unique(labels[order]):  # spread each label evenly over [0, 1), then take the first
        mine = np.flatnonzero(labels[order] == label)
        place[mine] = np.arange(len(mine)) / len(mine)
    return np.sort(order[np.argsort(place, kind="stable")[:size]])


def _mnist_csv(path: Path) -> ImageRows:
    """Read 784 pixels a line, then the label."""
    with gzip.open(path, "rb") as stream:
        values = np.loadtxt(stream, delimiter=",", dtype=np.uint8)
    return ImageRows("", values[:, :-1].reshape(-1, 28, 28, 1), values[:, -1].astype(np.int64), DIGITS)


def _keras_images(path: Path) -> ImageRows:
    with np.load(path, allow_pickle=False) as arrays:
        images = np.concatenate([arrays["x_train"], arrays["x_test"]]).astype(np.uint8)
        labels = np.concatenate([arrays["y_train"], arrays["y_test"]]).astype(np.int64).ravel()
        test = np.arange(len(images)) >= len(arrays["x_train"])
    images = images if images.ndim == 4 else images[..., None]
    return ImageRows("", images, labels, DIGITS, test)


def _fashion_folder(path: Path) -> ImageRows:
    images = [_idx(path / f"{part}-images-idx3-ubyte.gz") for part in ("train", "t10k")]
    labels = [_idx(path / f"{part}-labels-idx1-ubyte.gz") for part in ("train", "t10k")]
    test = np.arange(sum(map(len, images))) >= len(images[0])
    return ImageRows("", np.concatenate(images)[..., None], np.concatenate(labels).astype(np.int64), CLOTHES, test)


def _idx(path: Path) -> np.ndarray:
    """Read an array of bytes in the IDX format: magic with type and number of axes, their lengths, the values."""
    content = gzip.decompress(path.read_bytes())
    if content[:3] != bytes((0, 0, _IDX_BYTES)):
        raise JobFailure(f"{path.name} is not an IDX file of bytes.", "dataset_corrupt")
    shape = np.frombuffer(content, ">u4", count=content[3], offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(shape)


_READERS: dict[str, Callable[[Path], ImageRows]] = {
    "mnist-csv": _mnist_csv,
    "keras-images": _keras_images,
    "idx-folder": _fashion_folder,
}
