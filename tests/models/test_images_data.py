"""Picture data sets: formats, a person's zip, and splits that never overlap."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.data.images import CLOTHES, DIGITS, ImageRows, read_images
from models.data.sources import SourceSettings, locate
from models.job import Dataset
from models.recipe import InputError, JobFailure


def _data(path: Path, form: str) -> Dataset:
    return Dataset("mine", "uploaded", "1", "0" * 64, path, form)


def _png(pixels: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


def _noise(number: int, height: int = 40, width: int = 40, colour: bool = True) -> np.ndarray:
    values = np.random.default_rng(number).integers(0, 256, (height, width, 3), np.uint8)
    return values if colour else np.repeat(values[..., :1], 3, axis=2)


def _zip(folder: Path, files: dict[str, bytes]) -> Dataset:
    path = folder / "pictures.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return _data(path, "images-zip")


def test_the_packaged_digits() -> None:
    rows = read_images(locate("digits", SourceSettings(Path("/nonexistent"), allow_network=False)))
    assert rows.images.shape == (5000, 28, 28, 1) and rows.images.dtype == np.uint8
    assert rows.labels is not None and np.bincount(rows.labels).tolist() == [500] * 10
    assert rows.label_names == DIGITS and rows.name == "digits"
    assert rows.images.max() == 255 and 20 < rows.images.mean() < 50
    widths = [(rows.images[rows.labels == digit].max(axis=1) > 99).sum(axis=(1, 2)).mean() for digit in (0, 1)]
    assert widths[0] > 1.5 * widths[1]  # a nought is wider than a one: the labels belong to the pictures


def test_mnist_csv_has_the_label_last(tmp_path: Path) -> None:
    values = np.zeros((3, 785), np.uint8)
    values[:, -1], values[1, 28] = (7, 0, 3), 200
    with gzip.open(tmp_path / "m.csv.gz", "wt") as stream:
        np.savetxt(stream, values, "%d", ",")
    rows = read_images(_data(tmp_path / "m.csv.gz", "mnist-csv"))
    assert rows.labels is not None and rows.labels.tolist() == [7, 0, 3]
    assert rows.images[1, 1, 0, 0] == 200 and rows.images.sum() == 200


def test_keras_images_keep_the_publishers_test_rows(tmp_path: Path) -> None:
    images = np.arange(30 * 784, dtype=np.uint8).reshape(30, 28, 28)
    labels = np.arange(30, dtype=np.uint8) % 10
    np.savez(tmp_path / "m.npz", x_train=images[:20], y_train=labels[:20], x_test=images[20:], y_test=labels[20:])
    rows = read_images(_data(tmp_path / "m.npz", "keras-images"))
    assert rows.images.shape == (30, 28, 28, 1) and rows.test is not None
    assert np.flatnonzero(rows.test).tolist() == list(range(20, 30))
    assert rows.split().test.tolist() == list(range(20, 30))


def test_idx_folder(tmp_path: Path) -> None:
    images, labels = np.arange(4 * 784, dtype=np.uint8).reshape(4, 28, 28), np.array([9, 0, 4, 1], np.uint8)
    for part, chosen in (("train", slice(0, 3)), ("t10k", slice(3, 4))):
        for kind, axes, values in (("images-idx3", 3, images[chosen]), ("labels-idx1", 1, labels[chosen])):
            head = bytes((0, 0, 8, axes)) + struct.pack(f">{axes}I", *values.shape)
            (tmp_path / f"{part}-{kind}-ubyte.gz").write_bytes(gzip.compress(head + values.tobytes()))
    rows = read_images(_data(tmp_path, "idx-folder"))
    assert rows.labels is not None and rows.labels.tolist() == [9, 0, 4, 1] and rows.label_names == CLOTHES
    assert np.array_equal(rows.images[..., 0], images)
    assert rows.test is not None and rows.test.tolist() == [False, False, False, True]


def test_an_idx_file_of_another_type_is_refused(tmp_path: Path) -> None:
    for part in ("train", "t10k"):
        for kind in ("images-idx3", "labels-idx1"):
            (tmp_path / f"{part}-{kind}-ubyte.gz").write_bytes(gzip.compress(b"\0\0\x0d\x01\0\0\0\0"))
    with pytest.raises(JobFailure) as caught:
        read_images(_data(tmp_path, "idx-folder"))
    assert caught.value.code == "dataset_corrupt"


def test_a_text_set_holds_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(JobFailure) as caught:
        read_images(_data(tmp_path, "csv-text"))
    assert caught.value.code == "dataset_kind"


def test_folders_are_classes_and_other_files_are_counted(tmp_path: Path) -> None:
    files = {f"all/{'cats' if n % 2 else 'dogs'}/{n:03}.png": _png(_noise(n)) for n in range(40)}
    files |= {"all/cats/again.PNG": files["all/cats/001.png"], "__MACOSX/all/cats/._001.png": b"x", "all/read.me": b"x"}
    rows = read_images(_zip(tmp_path, files), side=32)
    assert rows.images.shape == (40, 32, 32, 3) and rows.label_names == ("cats", "dogs")
    assert rows.labels is not None and np.bincount(rows.labels).tolist() == [20, 20]
    assert (rows.duplicates_removed, rows.files_ignored) == (1, 2)


def test_flat_pictures_have_no_classes_and_grey_ones_one_channel(tmp_path: Path) -> None:
    files = {f"{n:03}.png": _png(_noise(n, colour=False)) for n in range(40)}
    rows = read_images(_zip(tmp_path, files))
    assert rows.labels is None and rows.label_names == () and rows.images.shape == (40, 28, 28, 1)
    assert read_images(_zip(tmp_path, files), colour=True).images.shape == (40, 28, 28, 3)


def test_the_middle_square_is_kept(tmp_path: Path) -> None:
    wide = np.zeros((30, 90, 3), np.uint8)
    wide[:, 30:60] = 200  # nothing but the middle
    files = {f"{n:03}.png": _png(wide + np.uint8(n)) for n in range(40)}
    rows = read_images(_zip(tmp_path, files), side=28)
    assert rows.images.shape == (40, 28, 28, 1)
    assert [int(image.min()) for image in rows.images] == [int(image.max()) for image in rows.images]
    assert sorted(int(image.max()) for image in rows.images) == list(range(200, 240))


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"read.me": b"x"}, "dataset_no_pictures"),
        ({f"{n}.png": _png(_noise(n)) for n in range(39)}, "dataset_too_small"),
        ({f"{n}.png": _png(_noise(1)) for n in range(60)}, "dataset_too_small"),
        ({"a.png": b"x"}, "image_format_unsupported"),
        ({"a.png": b""}, "image_empty"),
        ({"a.jpg": _png(_noise(1))[:900]}, "image_corrupt"),
        ({"a.png": _png(_noise(1, 15, 15))}, "image_dimensions_invalid"),
        ({"../a.png": _png(_noise(1))}, "archive_unsafe_path"),
    ],
)
def test_bad_zips_are_refused(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_images(_zip(tmp_path, files))
    assert caught.value.code == code


def test_a_bad_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cats/broken\.png"):
        read_images(_zip(tmp_path, {"cats/broken.png": b"x"}))


@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize("limit", [None, 200, 10_000])
def test_parts_never_overlap_and_keep_the_shares_of_labels(published: bool, limit: int | None) -> None:
    labels = np.repeat(np.arange(4), (400, 300, 200, 100))
    test = np.random.default_rng(0).random(1000) < 0.3 if published else None
    rows = ImageRows("x", np.zeros((1000, 4, 4, 1), np.uint8), labels, ("a", "b", "c", "d"), test)
    split = rows.split(limit=limit)
    together = np.concatenate([split.train, split.validation, split.test])
    assert len(np.unique(together)) == len(together) == (200 if limit == 200 else 1000)
    if published:
        assert test is not None and test[split.test].all() and not test[split.train].any()
    shares = np.bincount(labels[split.train], minlength=4) / len(split.train)
    assert np.abs(shares - (0.4, 0.3, 0.2, 0.1)).max() < 0.03
    again = rows.split(limit=limit)
    assert np.array_equal(split.train, again.train) and np.array_equal(split.test, again.test)


def test_pictures_without_classes_are_split_too() -> None:
    split = ImageRows("x", np.zeros((100, 4, 4, 1), np.uint8), None, ()).split()
    assert split.sizes() == {"train": 80, "validation": 10, "test": 10}
