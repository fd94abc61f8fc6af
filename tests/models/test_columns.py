"""Numbers and categories as one vector, the same when training and when answering."""

from __future__ import annotations

import json

import numpy as np
import pytest

from models.columns import MOST_CATEGORIES, Cell, Codec
from models.data.examples import Column
from models.recipe import InputError


def words(*values: str | None) -> np.ndarray:
    """A column of categories."""
    column = np.empty(len(values), object)
    column[:] = values
    return column


AGE = Column("age", "number", np.array([1.0, 3.0, np.nan, 100.0]))
TOWN = Column("town", "category", words("Rome", "Oslo", None, "Bonn"))
TRAIN = np.array([0, 1, 2])


def codec() -> Codec:
    """Learned from the first three rows: ages 1 and 3, Rome and Oslo, a gap in both."""
    return Codec.fit([AGE, TOWN], TRAIN)


def test_numbers_are_scaled_and_categories_one_hot() -> None:
    rows = codec().encode([AGE, TOWN])

    # age: mean 2, deviation 1, a mark for gaps; town: Oslo, Rome, a mark for gaps
    assert rows.dtype == np.float32 and rows.shape == (4, codec().width)
    assert rows[0].tolist() == [-1, 0, 0, 1, 0]
    assert rows[1].tolist() == [1, 0, 1, 0, 0]


def test_a_gap_is_filled_and_marked() -> None:
    # the median age is 2; Oslo and Rome are equally frequent, the first by name fills
    assert codec().encode([AGE, TOWN])[2].tolist() == [0, 1, 1, 0, 1]


def test_only_training_rows_are_learned_from() -> None:
    row = codec().encode([AGE, TOWN])[3]

    assert row.tolist() == [98, 0, 0, 0, 0]  # 100 is 98 deviations off, Bonn was never seen


def test_columns_without_gaps_have_no_mark() -> None:
    whole = Codec.fit([AGE, TOWN], np.array([0, 1]))

    assert whole.width == 3
    assert whole.encode([AGE, TOWN])[2].tolist() == [0, 1, 0]


def test_a_query_becomes_the_row_of_training() -> None:
    queries: list[dict[str, Cell]] = [{"town": "Rome", "age": 1}, {"age": None, "town": None}]

    assert np.array_equal(codec().encode_queries(queries), codec().encode([AGE, TOWN])[[0, 2]])


def test_the_codec_survives_json() -> None:
    again = Codec.from_asset(json.loads(json.dumps(codec().asset())))

    assert np.array_equal(again.encode([AGE, TOWN]), codec().encode([AGE, TOWN]))
    assert again.question() == codec().question()


def test_the_question_says_what_to_ask() -> None:
    assert codec().question() == [
        {"name": "age", "kind": "number", "min": 1.0, "max": 3.0, "median": 2.0, "step": 1.0},
        {"name": "town", "kind": "category", "categories": ["Oslo", "Rome"]},
    ]


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ({"age": 1}, "wrong_feature_count", "/1/features"),
        ({"age": 1, "town": "Rome", "more": 2}, "wrong_feature_count", "/1/features"),
        ({"age": 1, "town": "Paris"}, "unknown_category", "/1/features/town"),
        ({"age": 1, "town": 3}, "unknown_category", "/1/features/town"),
        ({"age": "old", "town": "Rome"}, "wrong_feature_type", "/1/features/age"),
        ({"age": True, "town": "Rome"}, "wrong_feature_type", "/1/features/age"),
        ({"age": 1e39, "town": "Rome"}, "number_out_of_range", "/1/features/age"),
        ({"age": float("nan"), "town": "Rome"}, "number_out_of_range", "/1/features/age"),
    ],
)
def test_a_query_that_does_not_fit_is_refused_by_its_place(query: dict[str, object], code: str, pointer: str) -> None:
    with pytest.raises(InputError) as caught:
        codec().encode_queries([{"age": 1, "town": "Rome"}, query])  # type: ignore[list-item]  # wrong on purpose

    assert (caught.value.code, caught.value.pointer) == (code, pointer)
    assert len(str(caught.value)) < 1000


def test_rare_categories_share_a_cell() -> None:
    many = Column(
        "word", "category", words(*(f"w{row // 2}" for row in range(200)), *(f"once {row}" for row in range(9)))
    )

    shared = Codec.fit([many], np.arange(209))

    assert shared.width == MOST_CATEGORIES + 1
    assert shared.encode_queries([{"word": "never seen"}])[0, -1] == 1.0
    assert shared.encode([many])[-1].argmax() == MOST_CATEGORIES


def test_columns_with_nothing_to_learn_stay_finite() -> None:
    empty = Column("empty", "number", np.full(4, np.nan))
    same = Column("same", "number", np.full(4, 0.1))
    nobody = Column("nobody", "category", words(None, None, None, None))

    flat = Codec.fit([empty, same, nobody], TRAIN)

    assert np.isfinite(flat.encode([empty, same, nobody])).all()
    assert np.isfinite(flat.encode_queries([{"empty": 3.0, "same": 3.4e38, "nobody": None}])).all()
    json.dumps(flat.question(), allow_nan=False)


def test_vectors_that_would_not_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.columns.MOST_CELLS", 19)

    with pytest.raises(InputError) as caught:
        codec()  # 4 rows of 5 cells

    assert caught.value.code == "dataset_too_large"
