"""Running text and pictures as data sets of one's own: what a file is taken for, its profile, its refusals."""

from __future__ import annotations

import base64
import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
from httpx import Client, Response

from models.data.catalogue import catalogue
from tests.api.house import House
from tests.api.image_files import animated, saved
from tests.api.problems import pointers, problem

URL = "/api/v1/datasets"
WORDS = ("the", "king", "speaks", "slowly", "of", "winter,", "and", "nobody\n", "hears", "him.")
PROSE = " ".join(random.Random(0).choices(WORDS, k=2500))
CHINESE = "".join(random.Random(1).choices("天地玄黄宇宙洪荒日月盈昃辰宿列张。\n", k=5000))
TEXTS = "text,label\n" + "".join(f"text number {row},{('good', 'bad')[row % 2]}\n" for row in range(40))
TABLE = "rooms,age,price\n" + "".join(f"{row / 10},{row},{row * 2 + 1}\n" for row in range(40))


def bring(client: Client, content: str | bytes, file: str = "file", **fields: str) -> Response:
    """Make the data set `mine` of a file."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(URL, files={"file": (file, data)}, data={"name": "mine", **fields})


def picture(seed: int, side: int = 28) -> bytes:
    """One small picture, unlike the others."""
    return saved(np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8))


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def album(**more: bytes) -> bytes:
    """Thirty cats and ten dogs, and what else is named."""
    files = {f"{'dogs' if number < 10 else 'cats'}/{number}.png": picture(number) for number in range(40)}
    return zipped(files | more)


def test_a_text_becomes_a_corpus(house: House) -> None:
    data_set = bring(house.client, PROSE, "book.txt").json()

    assert (data_set["kind"], data_set["origin"], data_set["rows"]) == ("corpus", "uploaded", None)
    profile = data_set["profile"]
    assert profile["characters"] == len(PROSE.strip()) + 1
    assert profile["distinct_characters"] == len(set(PROSE))
    assert profile["documents"] == 1 and PROSE.startswith(profile["sample"])
    assert house.client.get(f"{URL}/mine").json() == data_set


def test_a_corpus_may_be_chinese(client: Client) -> None:
    profile = bring(client, CHINESE, "千字文.txt").json()["profile"]

    assert profile["distinct_characters"] == len(set(CHINESE))
    assert CHINESE.startswith(profile["sample"])


def test_a_zip_of_class_folders_becomes_a_set_of_pictures(client: Client) -> None:
    data_set = bring(client, album(**{"readme.md": b"hello", "cats/copy.png": picture(20)})).json()

    assert (data_set["kind"], data_set["rows"]) == ("images", 40)
    facts = {
        "rows": 40, "classes": {"cats": 30, "dogs": 10}, "balance": 1 / 3, "imbalanced": False, "colour": True,
        "smallest": [28, 28], "largest": [28, 28], "duplicates_removed": 1, "files_ignored": 1, "kind": "images",
    }  # fmt: skip
    assert facts.items() <= data_set["profile"].items()
    assert {sample["label"] for sample in data_set["profile"]["samples"]} == {"cats", "dogs"}
    assert base64.b64decode(data_set["profile"]["samples"][0]["image"]).startswith(b"\x89PNG")


def test_a_flat_zip_has_no_classes(client: Client) -> None:
    sizes = (28, 40)
    files = {f"{number}.png": picture(number, sizes[number % 2]) for number in range(40)}

    profile = bring(client, zipped(files)).json()["profile"]

    assert (profile["classes"], profile["balance"]) == ({}, None)
    assert (profile["smallest"], profile["largest"]) == ([28, 28], [40, 40])


@pytest.mark.parametrize(
    ("content", "file", "kind"),
    [
        (TEXTS, "rows.csv", "text"), (TEXTS, "rows.txt", "text"), (TEXTS, "file", "text"),
        (TABLE, "rows.csv", "table"), (TABLE, "rows.txt", "table"), (TABLE, "file", "table"),
        (PROSE, "book.txt", "corpus"), (PROSE, "file", "corpus"), (PROSE, "README.md", "corpus"),
        (album(), "file", "images"), (album(), "album.csv", "images"),
    ],
)  # fmt: skip
def test_a_file_is_taken_for_what_it_looks_like(client: Client, content: str | bytes, file: str, kind: str) -> None:
    assert bring(client, content, file).json()["kind"] == kind


def test_a_wish_goes_before_the_look(client: Client) -> None:
    long = TABLE + "".join(f"{row / 10},{row},{row * 2 + 1}\n" for row in range(40, 2000))

    assert bring(client, long, "rows.csv", format="text").json()["kind"] == "corpus"
    problem(bring(client, long, "rows.csv"), 409, "data_set_exists")  # the same bytes as something else


def test_a_wish_can_come_with_an_upload(client: Client) -> None:
    upload = client.post("/api/v1/uploads", files={"file": ("book.csv", PROSE.encode())}).json()["id"]

    response = client.post(URL, json={"name": "by-upload", "upload": upload, "format": "text"})

    assert response.json()["kind"] == "corpus"


@pytest.mark.parametrize(
    ("content", "file", "code"),
    [
        ("too short", "a.txt", "text_too_short"),
        ("ab\n" * 5000, "a.txt", "text_too_few_characters"),
        (PROSE.encode("utf-16"), "a.txt", "text_not_utf8"),
        (PROSE.replace("k", "é").encode("latin-1"), "a.txt", "text_not_utf8"),
        (PROSE, "a.csv", "csv_wrong_columns"),
        (zipped({"a.txt": b"x"}), "a.zip", "dataset_no_pictures"),
        (zipped({"a.png": picture(1)}), "a.zip", "dataset_too_small"),
        (album(**{"../x.png": picture(50)}), "a.zip", "archive_unsafe_path"),
        (album(**{"cats/more.zip": b"PK"}), "a.zip", "archive_nested"),
        (album(**{"cats/torn.png": picture(51)[:-30]}), "a.zip", "image_corrupt"),
        (album(**{"cats/moving.webp": animated("WEBP")}), "a.zip", "image_animated"),
        (album()[:-100], "a.zip", "archive_corrupt"),
    ],
    ids=["short", "monotonous", "utf16", "latin1", "prose-as-csv", "no-pictures", "one-picture", "b51", "b52-nested",
         "torn", "animated", "b54"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(house: House, content: str | bytes, file: str, code: str) -> None:
    document = problem(bring(house.client, content, file), 422, code)

    assert pointers(document) == ["/file"]
    assert house.counts()["data_set"] == 0


def test_an_unknown_format_is_refused_before_the_file_is_kept(library: House) -> None:
    before = library.counts()

    document = problem(bring(library.client, PROSE, format="parquet"), 422, "validation_error")

    assert pointers(document) == ["/format"]
    assert library.counts() == before


def test_a_picture_alone_is_no_data_set(house: House) -> None:
    problem(bring(house.client, picture(1, 40), "a.png"), 409, "input_kind_mismatch")

    assert house.counts()["data_set"] == 0


def test_what_the_system_has_installed_is_found(library: House) -> None:
    data_sets = {item["name"]: item for item in library.client.get(URL).json()["data"]}

    for entry in catalogue().values():
        for source, shown in zip(entry.source, data_sets[entry.name]["sources"], strict=True):
            if source.kind == "installed":
                assert shown["available"] is Path(source.files[0].name).is_dir()
    assert {"corpus", "images", "weights"} <= {item["kind"] for item in data_sets.values()}
