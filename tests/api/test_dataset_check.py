"""Looking at a file before anything is made of it, and getting rid of a data set again."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from httpx import Client, Response

from tests.api.house import House
from tests.api.problems import pointers, problem
from tests.api.test_data_sets import TABLE, TEXTS, bring
from tests.api.test_own_data import album, picture

Json = dict[str, Any]
CHECK = "/api/v1/datasets:check"


def uploaded(client: Client, content: str | bytes, name: str = "rows.csv") -> str:
    """The id of an uploaded file."""
    data = content.encode() if isinstance(content, str) else content
    upload: str = client.post("/api/v1/uploads", files={"file": (name, data)}).json()["id"]
    return upload


def check(client: Client, content: str | bytes, name: str = "rows.csv", **wish: str) -> Response:
    """What the service says of a file."""
    return client.post(CHECK, json={"upload": uploaded(client, content, name), **wish})


def npz(**arrays: np.ndarray) -> bytes:
    """An `.npz` of these arrays."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]  # no array is named allow_pickle
    return buffer.getvalue()


def waves() -> dict[str, np.ndarray]:
    """Sixty sequences of twelve steps, in three classes."""
    x = np.random.default_rng(0).random((60, 12, 3))
    return {"x": x, "y": np.arange(60) % 3, "labels": np.array(["up", "down", "flat"])}


def people(rows: int = 60, **columns: Sequence[object]) -> str:
    """A table of an id, a town, an age with gaps, a height, a date, whether somebody came, and what else is given."""
    town = [("Rome", "Paris", "Oslo")[row * 7 % 3] for row in range(rows)]
    age = ["" if row % 9 == 4 else 20 + row * 7 % 61 for row in range(rows)]
    height = [150 + row * 37 % 60 for row in range(rows)]
    came = [("no", "yes", "no", "yes", "yes")[row * 11 % 5] for row in range(rows)]
    day = [f"2024-03-{row % 28 + 1:02d}" for row in range(rows)]
    table: dict[str, Sequence[object]] = {
        "person_id": [f"p{row}" for row in range(rows)], "town": town, "age": age, "height": height, "day": day,
        **columns, "came": came,
    }  # fmt: skip
    lines = [",".join(table), *(",".join(map(str, cells)) for cells in zip(*table.values(), strict=True))]
    return "\n".join(lines) + "\n"


def codes(profile: Json) -> set[str]:
    """The codes of the problems."""
    return {item["code"] for item in profile["problems"]}


def test_a_mixed_table_is_told_by_its_columns(house: House) -> None:
    before = house.counts()["data_set"]

    profile = check(house.client, people()).json()

    assert {column["name"]: column["type"] for column in profile["columns"]} == {
        "person_id": "id", "town": "category", "age": "number", "height": "number", "day": "date", "came": "category",
    }  # fmt: skip
    assert (profile["kind"], profile["format"], profile["rows"]) == ("table", "csv-mixed", 60)
    assert profile["classes"] == {"no": 24, "yes": 36}
    assert profile["columns"][2]["missing"] == 7
    assert {"missing_values", "id_column", "date_column"} <= codes(profile)
    suggested = {"input": "vector", "task": "binary", "target": ["came"], "architecture": "auto"}
    assert suggested.items() <= profile["suggestions"].items()
    assert "house-prices" not in profile["suggestions"]["recipes"]
    assert len(profile["samples"]) == 5 and profile["samples"][0]["town"] == "Rome"
    assert house.counts()["data_set"] == before


def test_every_problem_is_said_in_both_languages(client: Client) -> None:
    problems = check(client, people() + people().splitlines()[1] + "\n").json()["problems"]

    assert problems
    for item in problems:
        assert item["en"] and item["zh"] and item["severity"] in ("warning", "error")


def test_a_column_that_gives_the_answer_away_is_named(client: Client) -> None:
    came = [line.rpartition(",")[2] for line in people().splitlines()[1:]]

    profile = check(client, people(ticket=["used" if answer == "yes" else "open" for answer in came])).json()

    assert profile["leakage"]["columns"] == ["ticket"]
    assert [item["column"] for item in profile["problems"] if item["code"] == "leakage_column"] == ["ticket"]


def test_imbalance_is_said_before_training(client: Client) -> None:
    rows = "".join(f"{row},{row * 3 % 17},{'ill' if row < 8 else 'well'}\n" for row in range(100))

    profile = check(client, "a,b,state\n" + rows).json()

    assert profile["imbalanced"] is True and profile["balance"] == pytest.approx(8 / 92)
    assert "imbalanced" in codes(profile)


def test_the_parts_that_a_file_names_are_compared(client: Client) -> None:
    parts = ["train" if row < 48 else "test" for row in range(60)]
    table = people(split=parts)
    first = table.splitlines()[1]

    profile = check(client, table + first.replace(",train,", ",test,") + "\n").json()

    assert profile["leakage"]["rows"] == 1
    assert "leakage_rows" in codes(profile)


def test_a_target_that_cannot_be_used_is_a_problem_where_another_may_be(client: Client) -> None:
    table = "a,b,label\n" + "".join(f"{row},{row * 3 % 17},same\n" for row in range(60))

    profile = check(client, table).json()

    found = next(item for item in profile["problems"] if item["severity"] == "error")
    assert (found["code"], found["column"]) == ("target_constant", "label")
    assert profile["suggestions"]["task"] is None


def test_jsonl_is_read_as_texts_or_as_a_table(client: Client) -> None:
    texts = "\n".join(json.dumps({"text": f"this is text {n}", "label": "ab"[n % 2]}) for n in range(50))
    table = "\n".join(json.dumps({"size": n / 7, "sold": n % 3 == 0, "price": n * 1.5}) for n in range(50))

    as_text, as_table = check(client, texts, "a.jsonl").json(), check(client, table, "file").json()

    assert (as_text["kind"], as_text["classes"]) == ("text", {"a": 25, "b": 25})
    assert as_text["samples"][0] == {"text": "this is text 0", "label": "a"}
    assert (as_table["kind"], as_table["suggestions"]["task"]) == ("table", "regression")


def test_even_times_make_a_series_and_uneven_ones_a_table(client: Client) -> None:
    hours = [f"2024-01-{1 + hour // 24:02d} {hour % 24:02d}:00" for hour in range(90)]
    even = "time,temp,wind\n" + "".join(f"{time},{hour % 24},{hour * 7 % 11}\n" for hour, time in enumerate(hours))

    series, table = check(client, even).json(), check(client, even, format="csv").json()

    assert (series["kind"], series["format"], series["sampling_minutes"]) == ("series", "csv-series", 60)
    assert "house-prices" not in series["suggestions"]["recipes"]
    assert (table["kind"], table["format"], table["columns"][0]["type"]) == ("table", "csv-mixed", "date")


def test_arrays_become_a_data_set_of_their_own_kind(client: Client) -> None:
    data_set = bring(client, "waves", npz(**waves()), "waves.npz").json()

    assert (data_set["kind"], data_set["rows"]) == ("arrays", 60)
    profile = data_set["profile"]
    assert (profile["shape"], profile["classes"]) == ([12, 3], {"up": 20, "down": 20, "flat": 20})
    assert profile["suggestions"]["input"] == "sequence"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (npz(x=np.array([1, "a", None] * 20, object), y=np.arange(60)), "a.npz", "npz_pickled"),
        (npz(x=np.full((60, 3), np.nan), y=np.arange(60) % 2), "a.npz", "npz_not_finite"),
        (npz(x=np.zeros((60, 3)), y=np.arange(50)), "a.npz", "npz_lengths"),
        (npz(a=np.zeros((60, 3))), "a.npz", "npz_arrays"),
        (npz(x=np.random.default_rng(0).random((60, 3)), y=np.zeros(60, int)), "a.npz", "target_constant"),
        (npz(x=np.random.default_rng(0).random((9, 3)), y=np.arange(9) % 2), "a.npz", "dataset_too_small"),
        (npz(x=np.zeros(60), y=np.arange(60) % 2), "a.npz", "npz_shape"),
        ('{"text": "a", "label": "b"}\n' * 3 + "{", "a.jsonl", "jsonl_invalid"),
        ('{"a": 1, "b": {"c": 2}}\n', "a.jsonl", "jsonl_nested"),
        ('{"a": 1, "a": 2}\n', "a.jsonl", "jsonl_duplicate_key"),
        ("[1, 2]\n", "a.jsonl", "jsonl_not_an_object"),
        ('{"a": NaN, "b": 1}\n', "a.jsonl", "jsonl_invalid"),
        ('{"a": "\\ud800", "b": 1}\n', "a.jsonl", "text_not_utf8"),
        ("\n\n", "a.jsonl", "jsonl_empty"),
        (b'{"a": "\xff", "b": 1}\n', "a.jsonl", "text_not_utf8"),
        ("id,day\n" + "".join(f"x{n},2024-01-{n % 28 + 1}\n" for n in range(60)), "a.csv", "csv_no_features"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned_from_is_refused_and_nothing_is_stored(
    library: House, content: str | bytes, name: str, code: str
) -> None:
    document = problem(check(library.client, content, name), 422, code)
    problem(bring(library.client, "refused", content, name), 422, code)

    assert pointers(document) == ["/file"]
    assert library.counts()["data_set"] == 0


def test_a_wish_for_a_format_is_followed(client: Client) -> None:
    problem(check(client, TABLE, format="jsonl"), 422, "jsonl_invalid")
    problem(check(client, TABLE, format="npz"), 422, "archive_corrupt")
    problem(check(client, TABLE, format="parquet"), 422, "validation_error")
    problem(client.post(CHECK, json={"upload": "up_" + "0" * 26}), 404, "upload_not_found")


def test_pictures_and_texts_are_checked_as_well(client: Client) -> None:
    assert check(client, album(), "album.zip").json()["suggestions"]["task"] == "binary"
    assert check(client, TEXTS).json()["suggestions"]["input"] == "text"
    problem(check(client, picture(1, 40), "a.png"), 409, "input_kind_mismatch")


def test_the_file_of_a_data_set_can_be_had_again(client: Client) -> None:
    bring(client, "mine", TABLE)

    response = client.get("/api/v1/datasets/mine/file")

    assert response.content == TABLE.encode()
    assert "rows.csv" in response.headers["content-disposition"]
    problem(client.get("/api/v1/datasets/boston/file"), 409, "data_set_built_in")
    problem(client.get("/api/v1/datasets/nothing/file"), 404, "data_set_not_found")


def test_a_data_set_can_be_deleted_unless_a_job_needs_it(house: House) -> None:
    bring(house.client, "mine", TEXTS)
    job = house.queue(data_set="mine")

    problem(house.client.delete("/api/v1/datasets/mine"), 409, "data_set_in_use")
    house.client.post(f"/api/v1/jobs/{job}/cancel")
    assert house.client.delete("/api/v1/datasets/mine").status_code == 204

    problem(house.client.get("/api/v1/datasets/mine"), 404, "data_set_not_found")
    problem(house.client.delete("/api/v1/datasets/mine"), 404, "data_set_not_found")
    problem(house.client.delete("/api/v1/datasets/boston"), 409, "data_set_built_in")
