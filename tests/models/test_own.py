"""A person's own data as examples: what is recognised, what is refused, and what is never split apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.data.examples import Column, Examples
from models.data.own import Wish, read_own
from models.data.readers import read_texts
from models.data.splits import split_examples
from models.job import Dataset
from models.recipe import InputError, JobFailure
from tests.models.small_data import SUBJECTS, table_csv, text_csv, uploaded

ROWS = 60
CLASSES = np.arange(ROWS) % 3
RANDOM = np.random.default_rng(0).random((ROWS, 4, 5, 6, 3))


def table(folder: Path, **columns: Sequence[object]) -> Dataset:
    """A CSV of these columns."""
    lines = [",".join(columns), *(",".join(map(str, cells)) for cells in zip(*columns.values(), strict=True))]
    return uploaded(folder / "mine.csv", "\n".join(lines), "csv-mixed")


def people(folder: Path, **more: Sequence[object]) -> Dataset:
    """Sixty people: an id, a town, an age, and what else is given."""
    columns: dict[str, Sequence[object]] = {
        "id": [f"p{row}" for row in range(ROWS)],
        "town": [("Rome", "Oslo", "Bonn")[row % 3] for row in range(ROWS)],
        "age": [20 + row for row in range(ROWS)],
    }
    return table(folder, **columns | more)


def npz(folder: Path, **arrays: np.ndarray) -> Dataset:
    """An `.npz` of these arrays."""
    path = folder / "mine.npz"
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # no array is named allow_pickle
    return Dataset("mine", "uploaded", "1", hashlib.sha256(path.read_bytes()).hexdigest(), path, "npz")


def names(examples: Examples) -> list[str]:
    """The columns of a vector."""
    return [column.name for column in examples.inputs if isinstance(column, Column)]


def refused(data: Dataset, **wish: object) -> InputError:
    """The refusal of a data set."""
    with pytest.raises(InputError) as caught:
        read_own(data, Wish(**wish))  # type: ignore[arg-type]  # the wishes of a test
    return caught.value


def test_the_labels_tell_the_task(tmp_path: Path) -> None:
    yes = [("no", "yes")[row % 2] for row in range(ROWS)]
    grade = [row % 4 for row in range(ROWS)]
    price = [row * 1.5 for row in range(ROWS)]
    tags = [("red|big", "red", "big", "blue;big")[row % 4] for row in range(ROWS)]

    assert read_own(people(tmp_path, came=yes), Wish()).task == "binary"
    assert read_own(people(tmp_path, grade=grade), Wish()).task == "single-label"
    assert read_own(people(tmp_path, price=price), Wish()).task == "regression"
    multi = read_own(people(tmp_path, tags=tags), Wish())

    assert (multi.task, multi.target_names) == ("multi-label", ("big", "blue", "red"))
    assert multi.targets[:4].tolist() == [[1, 0, 1], [0, 0, 1], [1, 0, 0], [1, 1, 0]]


def test_several_columns_are_several_labels_or_several_numbers(tmp_path: Path) -> None:
    red, big = [row % 2 for row in range(ROWS)], [row % 3 // 2 for row in range(ROWS)]
    data = people(tmp_path, red=red, big=big, price=[row / 7 for row in range(ROWS)])

    labels = read_own(data, Wish(target=("red", "big")))
    numbers = read_own(data, Wish(target=("price", "age")))

    assert (labels.task, labels.target_names) == ("multi-label", ("red", "big"))
    assert labels.targets[5].tolist() == [1, 1]
    assert (numbers.task, numbers.target_names) == ("regression", ("price", "age"))
    assert names(labels) == ["town", "age", "price"] and labels.facts["left_out"] == {"id": "id"}


def test_the_label_column_is_found_by_its_name(tmp_path: Path) -> None:
    data = people(tmp_path, Label=[("a", "b")[row % 2] for row in range(ROWS)], size=[row / 3 for row in range(ROWS)])

    assert read_own(data, Wish()).target_names == ("a", "b")
    assert read_own(data, Wish(target=("size",))).target_names == ("size",)


def test_the_last_column_is_the_label_unless_it_is_a_text(tmp_path: Path) -> None:
    lines = [json.dumps({"topics": ["a", "b"][row % 2 :], "story": f"a story of {row} words"}) for row in range(ROWS)]

    found = read_own(uploaded(tmp_path / "a.jsonl", "\n".join(lines), "jsonl"), Wish(task="binary"))

    assert (found.input, found.target_names) == ("text", ("a|b", "b"))


def test_whole_numbers_that_are_equal_are_one_class(tmp_path: Path) -> None:
    written = [("2", "2.0", "10", "3")[row % 4] for row in range(ROWS)]

    assert read_own(people(tmp_path, y=written), Wish()).target_names == ("2", "3", "10")


def test_gaps_are_refused_dropped_or_left_to_the_training(tmp_path: Path) -> None:
    weight = ["?" if row == 4 else row for row in range(ROWS)]
    data = people(tmp_path, weight=weight, y=[row % 2 for row in range(ROWS)])

    error = refused(data)
    dropped, filled = read_own(data, Wish(missing="drop")), read_own(data, Wish(missing="fill"))

    assert (error.code, str(error)[:23]) == ("csv_missing_value", "Line 6, column weight: ")
    assert (len(dropped), dropped.facts["rows_dropped"]) == (ROWS - 1, 1)
    weights = filled.inputs[2]
    assert isinstance(weights, Column) and np.isnan(weights.values[4]) and len(filled) == ROWS


def test_a_row_without_its_answer_is_dropped_whatever_the_rule(tmp_path: Path) -> None:
    data = people(tmp_path, y=["" if row == 9 else row % 2 for row in range(ROWS)])

    assert refused(data).code == "csv_missing_value"
    assert len(read_own(data, Wish(missing="fill"))) == ROWS - 1


def test_repeated_rows_are_removed_and_contradictions_counted(tmp_path: Path) -> None:
    size = [row / 3 for row in range(50)]
    data = table(tmp_path, size=[*size, 0, 0], y=[*(row % 2 for row in range(50)), 0, 1])

    examples = read_own(data, Wish())

    assert len(examples) == 51  # the same numbers with another answer stay: two people may share them
    assert (examples.facts["duplicates_removed"], examples.facts["conflicts"]) == (1, 1)


def test_a_repeated_text_is_kept_once_whatever_its_label(tmp_path: Path) -> None:
    texts = [f"this is film {row}" for row in range(50)]
    data = table(tmp_path, text=[*texts, "this  is film 0"], label=[*("ab"[row % 2] for row in range(50)), "b"])

    examples = read_own(data, Wish())

    assert (examples.input, len(examples), examples.facts["conflicts"]) == ("text", 50, 1)


def test_texts_of_any_file_teach_the_text_recipes(tmp_path: Path) -> None:
    lines = [json.dumps({"n": row, "text": f"this is film {row}", "label": "ab"[row % 2]}) for row in range(50)]

    rows = read_texts(uploaded(tmp_path / "a.jsonl", "\n".join(lines), "jsonl"))

    assert (len(rows.texts), rows.label_names, rows.labels[:2].tolist()) == (50, ("a", "b"), [0, 1])


def test_the_formats_of_the_recipes_are_read_as_well(tmp_path: Path) -> None:
    assert read_own(text_csv(tmp_path, SUBJECTS), Wish()).target_names == ("negative", "positive")
    assert names(read_own(table_csv(tmp_path), Wish())) == ["rooms", "age"]
    with pytest.raises(JobFailure) as caught:
        read_own(uploaded(tmp_path / "a.txt", "text", "text"), Wish())
    assert caught.value.code == "dataset_kind"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"target": ("nothing",)}, "csv_wrong_columns"),
        ({"target": ("town", "age")}, "target_not_a_number"),
        ({"target": ("town", "age"), "task": "multi-label"}, "target_not_yes_no"),
        ({"target": ("town", "age"), "task": "binary"}, "target_too_many_columns"),
        ({"target": ("town",), "task": "binary"}, "target_not_binary"),
        ({"target": ("town",), "task": "regression"}, "target_not_a_number"),
        ({"target": ("same",)}, "target_constant"),
        ({"target": ("same",), "task": "regression"}, "target_constant"),
        ({"target": ("rare",)}, "dataset_too_small"),
        ({"target": ("id",)}, "dataset_too_small"),
        ({"target": ("always", "y")}, "target_constant"),
        ({"input": "image"}, "input_kind_mismatch"),
        ({"input": "text"}, "csv_wrong_columns"),
    ],
)
def test_labels_that_nothing_can_be_learned_from_are_refused(
    tmp_path: Path, wish: dict[str, object], code: str
) -> None:
    rare = ["odd" if row < 4 else "even" for row in range(ROWS)]
    y = [row % 2 for row in range(ROWS)]

    assert refused(people(tmp_path, same=[1] * ROWS, rare=rare, always=[1] * ROWS, y=y), **wish).code == code


def test_the_shape_tells_the_input(tmp_path: Path) -> None:
    y = CLASSES
    inputs = {
        "vector": RANDOM[:, 0, 0, :, 0], "sequence": RANDOM[:, 0, :, :, 0], "volume": RANDOM[..., 0],
        "image": RANDOM[:, 0], "video": RANDOM,
    }  # fmt: skip

    found = {kind: read_own(npz(tmp_path, x=x, y=y), Wish()) for kind, x in inputs.items()}

    assert [examples.input for examples in found.values()] == list(inputs)
    assert {examples.task for examples in found.values()} == {"single-label"}
    assert np.asarray(found["volume"].inputs).shape == (ROWS, 4, 5, 6, 1)
    assert np.asarray(found["image"].inputs).dtype == np.uint8 and np.asarray(found["image"].inputs).max() > 200
    assert found["sequence"].channel_names[:2] == ("channel 1", "channel 2")


def test_a_wish_may_read_the_shape_otherwise(tmp_path: Path) -> None:
    waves = npz(tmp_path, x=(RANDOM[:, 0, 0, :, 0] * 60_000 - 30_000).astype(np.int16), y=CLASSES)

    sound = read_own(waves, Wish(input="sound"))

    assert np.asarray(sound.inputs).shape == (ROWS, 6, 1) and 0.5 < np.abs(np.asarray(sound.inputs)).max() <= 1
    assert np.asarray(read_own(waves, Wish(input="time-series")).inputs).shape == (ROWS, 6, 1)
    assert refused(waves, input="video").code == "input_kind_mismatch"


def test_the_answers_of_arrays_tell_the_task(tmp_path: Path) -> None:
    x, yes = RANDOM[:, 0, 0, :, 0], np.arange(ROWS) % 2
    answers = {
        "binary": yes == 1, "single-label": np.eye(3)[CLASSES], "multi-label": np.stack([yes, CLASSES > 0], axis=1),
        "regression": RANDOM[:, 0, 0, 0, 0],
    }  # fmt: skip

    assert [read_own(npz(tmp_path, x=x, y=y), Wish()).task for y in answers.values()] == list(answers)
    words = read_own(npz(tmp_path, x=x, y=np.array(["b", "a"])[yes]), Wish())
    named = read_own(npz(tmp_path, x=x, y=CLASSES, labels=np.array(["u", "v", "w"])), Wish())
    assert (words.target_names, words.targets[:2].tolist()) == (("a", "b"), [1, 0])
    assert named.target_names == ("u", "v", "w")


def test_parts_that_a_file_names_are_kept(tmp_path: Path) -> None:
    x = RANDOM[:, 0, 0, :, 0]
    arrays = npz(tmp_path, x_train=x[:40], y_train=CLASSES[:40], x_test=x[38:], y_test=CLASSES[38:])
    parts = [("train", "Validation", "test")[row % 3] for row in range(ROWS)]

    ready = read_own(arrays, Wish())
    split = split_examples(ready, fraction=0.1)
    named = split_examples(read_own(people(tmp_path, part=parts, y=[*range(ROWS)]), Wish()), fraction=0.1)

    assert ready.facts["leaked_rows"] == 2  # rows 38 and 39 were in both
    assert split.test.tolist() == list(range(40, ROWS))
    assert set(split.validation) < set(range(40)) and split.sizes()["validation"] == 6
    assert named.validation.tolist() == list(range(1, ROWS, 3))


def test_a_class_that_training_never_sees_is_refused(tmp_path: Path) -> None:
    x = RANDOM[:, 0, 0, :, 0]

    data = npz(tmp_path, x_train=x[:40], y_train=CLASSES[:40] % 2, x_test=x[40:], y_test=CLASSES[40:])

    assert refused(data).code == "dataset_class_empty"


def test_rare_labels_reach_every_part() -> None:
    rng = np.random.default_rng(0)
    targets = np.stack([rng.random(400) < 0.6, rng.random(400) < 0.05], axis=1).astype(np.uint8)
    examples = Examples("text", "multi-label", ["x"] * 400, targets, ("common", "rare"))

    split = split_examples(examples, fraction=0.1)

    rows = np.concatenate([split.train, split.validation, split.test])
    assert sorted(rows.tolist()) == list(range(400))
    for part in (split.validation, split.test):
        assert targets[part, 1].sum() >= 1
        assert abs(targets[part, 0].mean() - targets[:, 0].mean()) < 0.1


def test_splits_are_the_same_each_time() -> None:
    examples = Examples("text", "regression", ["x"] * 100, np.arange(100.0)[:, None], ("y",))

    first, second = split_examples(examples, fraction=0.2), split_examples(examples, fraction=0.2)

    assert first.sizes() == {"train": 60, "validation": 20, "test": 20}
    assert np.array_equal(first.test, second.test)


def test_a_series_becomes_windows_in_order_of_time(tmp_path: Path) -> None:
    hours = np.arange("2024-01-01T00", "2024-01-13T00", dtype="datetime64[h]")
    lines = [f"{hour}:00,{n % 24},{n}" for n, hour in enumerate(hours)]
    data = uploaded(tmp_path / "a.csv", "\n".join(["time,wind,temp", *lines]), "csv-series")

    examples = read_own(data, Wish())
    split = split_examples(examples, fraction=0.1)

    assert (examples.input, examples.target_names, examples.channel_names) == (
        "time-series",
        ("temp",),
        ("wind", "temp"),
    )
    windows = np.asarray(examples.inputs)
    assert windows.shape[1:] == (24, 2)
    assert np.array_equal(examples.targets[:, 0], windows[:, -1, 1] + 1)  # the temperature rises by one an hour
    last = [examples.targets[part].max() for part in (split.train, split.validation)]
    first = [windows[part, 0, 1].min() for part in (split.validation, split.test)]
    assert last[0] < first[0] and last[1] < first[1]  # no hour is in two parts
    assert names(read_own(data, Wish(input="vector"))) == ["wind"]
    assert refused(data, task="binary").code == "task_mismatch"
