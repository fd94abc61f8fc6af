"""How the folders of a person's zip of pictures are meant: classes, and parts for training, validation and test.

Only names are looked at; nothing is decoded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from models.data.archive import entry_names
from models.recipe import InputError

_PICTURE_FILES = (".png", ".jpg", ".jpeg", ".webp")
_PARTS = {
    "train": "train", "training": "train", "validation": "validation", "valid": "validation", "val": "validation",
    "test": "test", "testing": "test",
}  # fmt: skip  # folder name in lower case -> part
_LISTED = 8  # names in a message


@dataclass(frozen=True)
class PictureTree:
    """The files of a zip that are pictures.

    Attributes:
        pictures: their paths.
        ignored: files that are no pictures.
        split: the class folders lie in folders of parts.
    """

    pictures: frozenset[str]
    ignored: int
    split: bool

    def label(self, file: str) -> str:
        """Give the folder a picture lies in, its class; empty at the top."""
        return PurePosixPath(file).parent.name

    def part(self, file: str) -> str:
        """Give "train", "validation" or "test"; empty where the zip names no parts."""
        return _part(file) if self.split else ""


def picture_tree(path: Path) -> PictureTree:
    """Give the pictures of a zip by their names.

    Raises:
        InputError: a code of `models.data.archive`; `dataset_class_empty` for a class folder without pictures, in any
            part; `dataset_unknown_class` for a class that the training part does not hold.
    """
    entries = entry_names(path)
    names = [name for name in entries if not _hidden(name)]
    pictures = frozenset(name for name in names if name.lower().endswith(_PICTURE_FILES))
    ignored = sum(not name.endswith("/") for name in entries) - len(pictures)
    parts = {_part(name) for name in pictures}
    tree = PictureTree(pictures, ignored, "" not in parts and "train" in parts and len(parts) > 1)
    if tree.split:
        _check_parts(tree)
    _check_folders(names, tree)
    return tree


def _part(file: str) -> str:
    """Give the part that the folder above the class folder names; empty when it names none."""
    return _PARTS.get(PurePosixPath(file).parent.parent.name.lower(), "")


def _hidden(file: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in file.split("/"))


def _check_parts(tree: PictureTree) -> None:
    classes: dict[str, set[str]] = {}
    for file in tree.pictures:
        classes.setdefault(tree.part(file), set()).add(tree.label(file))
    for part in sorted(classes.keys() - {"train"}):
        if unknown := classes[part] - classes["train"]:
            message = f"The {part} part holds {_named(unknown)}, which the training part does not."
            raise InputError(message, "dataset_unknown_class")
        if missing := classes["train"] - classes[part]:
            raise InputError(f"The {part} part holds no picture of {_named(missing)}.", "dataset_class_empty")


def _check_folders(names: list[str], tree: PictureTree) -> None:
    """Refuse a folder beside the class folders that holds nothing: its class would be forgotten silently."""
    with_pictures = {str(PurePosixPath(file).parent) for file in tree.pictures}
    above = {str(PurePosixPath(folder).parent) for folder in with_pictures if folder != "."}
    folders = {str(PurePosixPath(name)) for name in names if name.endswith("/")}
    ancestors = {str(parent) for folder in with_pictures for parent in PurePosixPath(folder).parents}
    empty = {
        folder for folder in folders - with_pictures - ancestors if str(PurePosixPath(folder).parent) in above
    }  # fmt: skip
    if empty:
        raise InputError(f"There is no picture in {_named(empty)}.", "dataset_class_empty")


def _named(names: Iterable[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else ""
    return ", ".join(ascii(name[-60:]) for name in shown[:_LISTED]) + more
