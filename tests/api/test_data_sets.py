"""Data sets: what is built in, what people bring, and its profile."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import Any

import pytest
from httpx import Client, Response

from app.datasets import service
from models.data.catalogue import catalogue
from tests.api.house import TRAIN, House
from tests.api.problems import problem

URL = "/api/v1/datasets"
TEXTS = "text,label\n" + "".join(f"text number {row},{('good', 'bad')[row % 2]}\n" for row in range(40))
TABLE = "rooms,age,price\n" + "".join(f"{row / 10},{row},{row * 2 + 1}\n" for row in range(40))


def bring(client: Client, name: str, content: str | bytes, file: str = "rows.csv") -> Response:
    """Make a data set of a file."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(URL, files={"file": (file, data)}, data={"name": name})


def newswires(count: int = 40) -> bytes:
    """A file in the format of Reuters-21578, two topics."""
    text = "<TEXT><TITLE>NO {}</TITLE><BODY>Wire {}.</BODY></TEXT>"
    wire = f'<REUTERS TOPICS="YES"><TOPICS><D>{{}}</D></TOPICS>{text}</REUTERS>'
    return "\n".join(wire.format(("earn", "acq")[row % 2], row, row) for row in range(count)).encode()


def tar(files: dict[str, bytes]) -> bytes:
    """A tar.gz of these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_the_catalogue_is_listed_with_licence_and_sources(client: Client) -> None:
    data_sets = {item["name"]: item for item in client.get(URL).json()["data"]}

    assert set(data_sets) == set(catalogue())
    assert data_sets["boston"]["origin"] == "built-in" and data_sets["boston"]["rows"] == 506
    assert data_sets["boston"]["recipes"] == ["house-prices", "designer"]
    assert data_sets["imdb"]["research_only"] is True
    assert [source["kind"] for source in data_sets["reuters"]["sources"]] == ["canonical", "uploaded"]


def test_a_csv_of_texts_is_profiled(client: Client) -> None:
    data_set = bring(client, "my-texts", TEXTS + "text number 0,good\n").json()

    assert (data_set["origin"], data_set["kind"], data_set["rows"]) == ("uploaded", "text", 40)
    facts = {"rows": 40, "classes": {"bad": 20, "good": 20}, "duplicates_removed": 1, "kind": "text", "balance": 1.0}
    assert facts.items() <= data_set["profile"].items()
    assert {"sentiment", "news"} <= set(data_set["recipes"])
    assert client.get(f"{URL}/my-texts").json() == data_set


def test_a_csv_of_numbers_is_profiled(client: Client) -> None:
    data_set = bring(client, "my-houses", TABLE).json()

    assert (data_set["kind"], data_set["rows"]) == ("table", 40)
    assert "house-prices" in data_set["recipes"] and "sentiment" not in data_set["recipes"]
    assert data_set["profile"]["target"] == "price"
    assert data_set["profile"]["columns"][1] == {
        "name": "age", "type": "number", "min": 0.0, "max": 39.0, "missing": 0, "distinct": 40, "top": [],
    }  # fmt: skip


def test_missing_numbers_are_counted_and_left_to_the_training_to_judge(client: Client) -> None:
    columns = bring(client, "gaps", TABLE + "?,50,7\nNA,,9\n").json()["profile"]["columns"]

    assert [column["missing"] for column in columns] == [2, 1, 0]


def test_a_column_without_any_number_has_no_range(client: Client) -> None:
    table = "empty,age,price\n" + "".join(f"?,{row},{row + 1}\n" for row in range(40))

    data_set = bring(client, "hollow", table)

    empty = {"name": "empty", "type": "constant", "min": None, "max": None, "missing": 40}
    assert empty.items() <= data_set.json()["profile"]["columns"][0].items()


def test_utf8_with_a_byte_order_mark_is_welcome(client: Client) -> None:
    assert bring(client, "from-excel", b"\xef\xbb\xbf" + TEXTS.encode()).status_code == 201


def test_a_data_set_can_be_made_of_an_upload(client: Client) -> None:
    upload = client.post("/api/v1/uploads", files={"file": ("a.csv", TABLE.encode())}).json()["id"]

    response = client.post(URL, json={"name": "by-upload", "upload": upload})

    assert response.status_code == 201
    assert response.json()["name"] == "by-upload"


def test_a_job_may_use_ones_own_data_and_no_unknown_data(client: Client) -> None:
    bring(client, "my-texts", TEXTS)

    job = client.post("/api/v1/jobs", json=TRAIN | {"data_set": "my-texts"})
    unknown = client.post("/api/v1/jobs", json=TRAIN | {"data_set": "nothing"})

    assert job.json()["data_set"] == "my-texts"
    assert problem(unknown, 404, "data_set_not_found")["errors"][0]["pointer"] == "/data_set"


@pytest.mark.parametrize("pack", [tar, zipped])
def test_the_reuters_archive_is_read_whatever_it_is_packed_with(client: Client, pack: object) -> None:
    assert callable(pack)
    content = pack({"reuters21578/reut2-000.sgm": newswires(), "reuters21578/README.txt": b"read me"})

    data_set = bring(client, "reuters", content, "reuters21578.tar.gz").json()

    assert data_set["origin"] == "built-in" and data_set["available"] is True
    assert data_set["profile"]["classes"] == {"acq": 20, "earn": 20}
    assert {source["kind"]: source["available"] for source in data_set["sources"]}["uploaded"] is True


@pytest.mark.parametrize("content", [b"rubbish", tar({"other.txt": b"x"}), tar({"reut2-000.sgm": newswires()})[:-400]])
def test_an_archive_that_is_not_reuters_is_refused(house: House, content: bytes) -> None:
    problem(bring(house.client, "reuters", content), 422, "archive_invalid")

    assert house.counts()["data_set"] == 0


@pytest.mark.parametrize("name", ["imdb", "boston", "california", "bbc-news"])
def test_the_names_of_built_in_data_are_taken(library: House, name: str) -> None:
    problem(bring(library.client, name, TEXTS), 409, "data_set_exists")


def test_a_name_holds_one_content(client: Client) -> None:
    bring(client, "mine", TEXTS)

    assert bring(client, "mine", TEXTS).status_code == 201  # the same again is harmless
    problem(bring(client, "mine", TABLE), 409, "data_set_exists")


@pytest.mark.parametrize("name", ["", "Ä", "../x", "UPPER", "a" * 64, "-a"])
def test_b15_a_bad_name_is_refused_before_the_file_is_kept(library: House, name: str) -> None:
    before = library.counts()

    document = problem(bring(library.client, name, TEXTS + "never kept,good\n"), 422, "validation_error")

    assert document["errors"][0]["pointer"] == "/name"
    assert library.counts() == before


def test_what_does_not_exist_is_not_found(client: Client) -> None:
    problem(client.get(f"{URL}/nothing"), 404, "data_set_not_found")
    problem(client.post(URL, json={"name": "a", "upload": "up_" + "0" * 26}), 404, "upload_not_found")


def test_an_upload_whose_file_was_lost_makes_no_data_set(house: House) -> None:
    upload = house.client.post("/api/v1/uploads", files={"file": ("a.csv", TABLE.encode())}).json()
    house.services.storage.remove(upload["sha256"])

    problem(house.client.post(URL, json={"name": "lost", "upload": upload["id"]}), 503, "artifact_corrupt")


def test_an_upload_that_is_deleted_while_it_is_read_makes_no_data_set(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = house.client.post("/api/v1/uploads", files={"file": ("rows.csv", TABLE.encode())}).json()["id"]
    read = service._read

    def delete_meanwhile(*args: Any) -> Any:
        found = read(*args)
        assert house.client.delete(f"/api/v1/uploads/{upload}").status_code == 204
        return found

    monkeypatch.setattr(service, "_read", delete_meanwhile)

    problem(house.client.post(URL, json={"name": "mine", "upload": upload}), 404, "upload_not_found")
    assert house.counts()["data_set"] == 0
