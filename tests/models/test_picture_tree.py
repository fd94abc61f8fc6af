"""Folders of a person's zip: classes, parts, and what is wrong with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.data.images import read_images_zip
from models.images import training
from models.images.settings import Params
from models.job import Dataset
from models.recipe import InputError, JobFailure
from tests.models.fakes import FakeJob


def png(number: int) -> bytes:
    content = io.BytesIO()
    pixels = np.random.default_rng(number).integers(0, 256, (48, 48, 3), np.uint8)
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


def zipped(folder: Path, files: Mapping[str, bytes], empty: tuple[str, ...] = ()) -> Path:
    path = folder / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in empty:
            archive.mkdir(name)
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def parted(top: str = "", **counts: int) -> dict[str, bytes]:
    """Different pictures of cats and dogs, so many of each in each part."""
    folders = [(f"{top}{part}/{kind}", count) for part, count in counts.items() for kind in ("cats", "dogs")]
    names = [f"{folder}/{n:03}.png" for folder, count in folders for n in range(count)]
    return {name: png(number) for number, name in enumerate(names)}


@pytest.mark.parametrize("top", ["", "cats_and_dogs_small/"])
def test_a_given_validation_part_is_what_is_reported(tmp_path: Path, top: str) -> None:
    rows = read_images_zip(zipped(tmp_path, parted(top, train=30, validation=10)))
    split = rows.split()

    assert rows.label_names == ("cats", "dogs") and rows.validation is None
    assert split.sizes() == {"train": 52, "validation": 8, "test": 20}  # a tenth of all, cut from training
    assert rows.test is not None and rows.test[split.test].all() and not rows.test[split.validation].any()


def test_three_given_parts_are_kept(tmp_path: Path) -> None:
    rows = read_images_zip(zipped(tmp_path, parted(train=20, val=6, Test=4)))

    assert rows.split().sizes() == {"train": 40, "validation": 12, "test": 8}


def test_a_photo_in_two_parts_is_left_out_of_training(tmp_path: Path) -> None:
    files = parted(train=30, validation=10)
    files["train/cats/again.png"] = files["validation/cats/003.png"]
    files["train/dogs/twice.png"] = files["train/dogs/003.png"]
    rows = read_images_zip(zipped(tmp_path, files))

    assert (rows.leaked_removed, rows.duplicates_removed, len(rows.images)) == (1, 2, 80)
    assert rows.split().sizes()["test"] == 20


def test_a_folder_named_train_alone_is_no_part(tmp_path: Path) -> None:
    files = {f"{kind}/{n}.png": png(n + 100 * (kind == "train")) for kind in ("train", "bus") for n in range(25)}

    assert read_images_zip(zipped(tmp_path, files)).label_names == ("bus", "train")


def test_a_class_that_training_does_not_hold_is_refused(tmp_path: Path) -> None:
    files = parted(train=30, validation=10) | {"validation/birds/1.png": png(999)}

    with pytest.raises(InputError, match="birds") as refused:
        read_images_zip(zipped(tmp_path, files))
    assert refused.value.code == "dataset_unknown_class"


def test_a_class_without_pictures_is_refused(tmp_path: Path) -> None:
    flat = {f"all/{kind}/{n}.png": png(n + 100 * (kind == "dogs")) for kind in ("cats", "dogs") for n in range(30)}
    no_dogs = {
        name: content for name, content in parted(train=30, validation=10).items() if "validation/dogs" not in name
    }

    for files, empty in ((flat, ("all/birds",)), (no_dogs, ()), (no_dogs, ("validation/dogs",))):
        with pytest.raises(InputError) as refused:
            read_images_zip(zipped(tmp_path, files, empty))
        assert refused.value.code == "dataset_class_empty"


def train_on(folder: Path, files: Mapping[str, bytes], form: str = "images-zip", **params: object) -> None:
    data = Dataset("mine", "uploaded", "1", "0" * 64, zipped(folder, files), form)
    training.train(Params(side=48, **params), FakeJob(folder, data_set="mine", data={"mine": data}))  # type: ignore[arg-type]  # settings


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({f"cats/{n}.png": png(n) for n in range(45)}, "dataset_single_class"),
        ({f"{n}.png": png(n) for n in range(45)}, "dataset_without_classes"),
        ({f"{'cats' if n < 42 else 'dogs'}/{n}.png": png(n) for n in range(45)}, "dataset_too_small"),
    ],
)
def test_photos_that_cannot_be_told_apart_are_not_trained_on(
    tmp_path: Path, files: dict[str, bytes], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        train_on(tmp_path, files)
    assert refused.value.code == code


def test_texts_are_no_photos(tmp_path: Path) -> None:
    with pytest.raises(JobFailure) as refused:
        train_on(tmp_path, {}, "csv-text")
    assert refused.value.code == "dataset_kind"


@pytest.mark.parametrize("base", ["vgg16", "resnet50", "xception", "mobilenet-v2"])
def test_a_base_without_weights_is_refused_with_what_to_do(tmp_path: Path, base: str) -> None:
    """Never random weights in their place."""
    files = {f"{kind}/{n}.png": png(n + 100 * (kind == "dogs")) for kind in ("cats", "dogs") for n in range(25)}

    with pytest.raises(JobFailure, match=r"put .*\.h5 into") as refused:
        train_on(tmp_path, files, base=base)
    assert refused.value.code == "dataset_unavailable"
