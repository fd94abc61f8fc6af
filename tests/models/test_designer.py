"""The designer: every kind of input and every kind of task trains, publishes, answers and explains."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from models.catalog import load_answerer
from models.data.examples import InputKind, Task
from models.data.own import Wish, read_own
from models.designer import training
from models.designer.answering import DesignedAnswerer
from models.designer.card import CARD, Params
from models.designer.design import choose_architecture
from models.designer.fitting import check_fits, facts_of
from models.designer.input_table import INPUTS, TABLE_OF_INPUTS
from models.designer.planning import Facts, Wanted, design_for, plan_of
from models.designer.questions import Answer, Explanation, Query
from models.designer.sample_files import sample_file
from models.designer.samples import SAMPLES, read_sample
from models.designer.task_table import TABLE_OF_TASKS, TASKS
from models.job import Trained
from models.recipe import Canceled, InputError, Json
from models.tensors import Tensor, tensors_of, texts
from tests.models.designed import bytes_uploaded, labelled_lines, mixed_csv, turning_npz
from tests.models.fakes import FakeBundle, FakeJob, Killed, largest_difference

CELLS: list[tuple[InputKind, Task]] = [(input, task) for input in INPUTS for task in TASKS]
TOLD: dict[Task, set[str]] = {
    "binary": {"label", "scores"},
    "single-label": {"label", "scores"},
    "multi-label": {"labels", "scores"},
    "regression": {"values"},
}
# one task of each input in the quick run, each task twice; the slow run has all 32
QUICK: list[tuple[InputKind, Task]] = [(input, TASKS[number % 4]) for number, input in enumerate(INPUTS)]


def trained_cell(folder: Path, input: InputKind, task: Task, **params: Any) -> tuple[Trained, DesignedAnswerer, float]:
    trained = training.train(Params(input=input, task=task, **params), FakeJob(folder))
    bundle = FakeBundle(trained, folder)
    answerer = load_answerer(CARD, bundle)
    assert isinstance(answerer, DesignedAnswerer)
    return trained, answerer, largest_difference(trained, bundle)


def check_answers(trained: Trained, answerer: DesignedAnswerer, task: Task) -> None:
    """The model's own examples are answered, each in the shape of its task, and explained."""
    examples = trained.question["examples"]
    assert 1 <= len(examples) <= 5
    queries = [Query.model_validate(example["query"]) for example in examples]
    answers = answerer.answer([*queries, queries[0]])
    assert answers[0] == answers[-1]
    for answer in answers:
        assert answer.model_dump().keys() - {"warnings"} == TOLD[task]
        if answer.scores is not None and task != "multi-label":
            assert sum(score.score for score in answer.scores) == pytest.approx(1.0, abs=1e-5)
            assert answer.scores[0].label == answer.label
    check_tensors(answerer, queries, answers)
    explanation = answerer.explain(queries[0])
    assert isinstance(explanation, Explanation)
    assert any((explanation.features, explanation.words, explanation.spans, explanation.heat))


def check_tensors(answerer: DesignedAnswerer, queries: list[Query], answers: list[Answer]) -> None:
    """Asked with tensors, the model says the same."""
    tensors = tensors_of(CARD, answerer)
    told = tensors.infer({tensor.name: rows_of(tensor, queries) for tensor in tensors.inputs})
    assert {tensor.name: len(told[tensor.name]) for tensor in tensors.outputs} == dict.fromkeys(told, len(queries))
    for number, answer in enumerate(answers[: len(queries)]):
        expected = answer.values or {score.label: score.score for score in answer.scores or []}
        row = told[tensors.outputs[0].name][number]
        assert dict(zip(tensors.outputs[0].names, row, strict=True)) == pytest.approx(expected, rel=1e-3, abs=1e-4)
        assert "label" not in told or told["label"][number] == answer.label


def rows_of(tensor: Tensor, queries: list[Query]) -> np.ndarray:
    """What a client would send of these questions."""
    if tensor.name == "features":
        return np.array([[(query.features or {})[name] for name in tensor.names] for query in queries], np.float32)
    if tensor.name == "values":
        return np.array([query.values for query in queries], np.float32).reshape(len(queries), *tensor.shape[1:])
    if tensor.name == "image":
        return texts(base64.b64decode(query.image or "") for query in queries)
    if tensor.name == "text":
        return texts(query.text for query in queries)
    cells = [(query.features or {})[tensor.name] for query in queries]
    return np.array(cells, np.float32 if tensor.datatype == "FP32" else object)


@pytest.mark.parametrize(("input", "task"), QUICK)
def test_a_cell_trains_publishes_answers_and_explains(tmp_path: Path, input: InputKind, task: Task) -> None:
    trained, answerer, difference = trained_cell(tmp_path, input, task, epochs=1, units=4, batch_size=128)

    assert difference < 1e-4
    assert trained.headline is not None and trained.headline.metric in trained.metrics
    assert sum(trained.data["split"].values()) == trained.data["rows"]
    assert trained.data["source"] == ("generated" if SAMPLES[input].source == "generated" else "packaged")
    check_answers(trained, answerer, task)


@pytest.mark.slow
@pytest.mark.parametrize(("input", "task"), CELLS)
def test_every_cell_beats_its_naive_baseline_clearly(tmp_path: Path, input: InputKind, task: Task) -> None:
    trained, answerer, difference = trained_cell(tmp_path, input, task)

    assert difference < 1e-4
    check_answers(trained, answerer, task)
    assert trained.headline is not None
    reached = trained.metrics[trained.headline.metric]
    baseline = trained.metrics[f"baseline_{trained.headline.metric}"]
    if trained.headline.higher_is_better:
        assert reached > baseline + 0.4 * (1 - baseline)
    else:
        assert reached < 0.7 * baseline


@pytest.mark.slow
@pytest.mark.parametrize(
    ("input", "architecture"),
    [(row.name, item.name) for row in TABLE_OF_INPUTS.values() for item in row.architectures[1:]],
)
def test_every_alternative_is_published(tmp_path: Path, input: InputKind, architecture: str) -> None:
    trained, answerer, difference = trained_cell(
        tmp_path, input, "single-label", architecture=architecture, epochs=1, units=8
    )

    assert difference < 1e-4
    assert trained.data["network"]["architecture"] == architecture
    check_answers(trained, answerer, "single-label")


@pytest.mark.parametrize(("input", "task"), CELLS)
def test_a_sample_is_the_same_again_and_its_file_can_be_uploaded(tmp_path: Path, input: InputKind, task: Task) -> None:
    if input in ("text", "time-series", "image") and task != "regression":
        pytest.skip("reading the real data takes a second each: one task stands for the others")
    job = FakeJob(tmp_path)
    examples, provenance = read_sample(input, task, job.dataset)
    content, name, _ = sample_file(examples, "sample")
    (tmp_path / name).write_bytes(content)

    target = examples.target_names if name.endswith("jsonl") and task == "regression" else ()
    data = bytes_uploaded(tmp_path / name, "jsonl" if name.endswith("jsonl") else "npz")
    read = read_own(data, Wish(input, task, target))

    assert provenance == read_sample(input, task, job.dataset)[1]
    assert (read.input, read.task) == (input, task)
    assert read.target_names == examples.target_names
    assert len(read) + read.facts["duplicates_removed"] == len(examples)


# --- the shared promises, on a network with dropout and one that is recurrent ---

PROMISED: list[Json] = [
    {"input": "vector", "task": "single-label", "epochs": 5, "units": 8, "patience": 0},
    {"input": "time-series", "task": "binary", "epochs": 5, "units": 4, "patience": 4},
]


def own_job(folder: Path, params: Json, **more: Any) -> FakeJob:
    folder.mkdir(exist_ok=True)
    if params["input"] == "vector":
        return FakeJob(folder, **more)
    return FakeJob(folder, data_set="mine", data={"mine": turning_npz(folder)}, **more)


def assert_same(one: Trained, other: Trained) -> None:
    for mine, yours in zip(
        one.networks["designed"].get_weights(), other.networks["designed"].get_weights(), strict=True
    ):
        np.testing.assert_array_equal(mine, yours)
    assert one.metrics == other.metrics


@pytest.mark.parametrize("params", PROMISED, ids=lambda params: params["input"])
def test_a_killed_training_resumes_to_the_same_end(tmp_path: Path, params: Json) -> None:
    whole = training.train(Params(**params), own_job(tmp_path / "whole", params))
    with pytest.raises(Killed):
        training.train(Params(**params), own_job(tmp_path / "broken", params, kill_after_report=3))

    job = own_job(tmp_path / "broken", params)
    resumed = training.train(Params(**params), job)

    assert [report["step"] for report in job.reports] == [3, 4, 5]
    assert_same(resumed, whole)


def test_cancel_stops_at_the_next_tick(tmp_path: Path) -> None:
    job = own_job(tmp_path, PROMISED[0], cancel_at_tick=4)

    with pytest.raises(Canceled):
        training.train(Params(**PROMISED[0]), job)

    assert job.ticks == 4


# --- a person's own data ---


def train_own(folder: Path, data: Any, **params: Any) -> tuple[Trained, DesignedAnswerer]:
    trained = training.train(Params(**params), FakeJob(folder, data_set="mine", data={"mine": data}))
    answerer = load_answerer(CARD, FakeBundle(trained, folder))
    assert isinstance(answerer, DesignedAnswerer)
    return trained, answerer


def test_a_rare_class_has_accuracy_refused_as_the_headline(tmp_path: Path) -> None:
    data = mixed_csv(tmp_path, rows=400, rare=0.06)

    trained, answerer = train_own(
        tmp_path, data, input="vector", task="binary", target=["bought"], missing="fill", imbalance="class_weights",
        epochs=25, learning_rate=0.01,
    )  # fmt: skip

    assert trained.headline is not None
    assert trained.headline.metric == "pr_auc"
    assert trained.headline.reason is not None and "Accuracy is refused" in trained.headline.reason.en
    assert {"imbalanced", "use_class_weights"} <= {warning["code"] for warning in trained.report["warnings"]}
    assert trained.metrics["baseline_accuracy"] > 0.9
    assert trained.metrics["pr_auc"] > trained.metrics["baseline_pr_auc"] + 0.4
    answer = answerer.answer([Query(features={"size": 40.0, "colour": "red", "noise": None, "strength": 4.0})])[0]
    assert answer.label == "yes"


def test_several_labels_are_judged_by_mean_average_precision(tmp_path: Path) -> None:
    trained, answerer = train_own(
        tmp_path, labelled_lines(tmp_path), input="text", task="multi-label", epochs=20, learning_rate=0.01
    )

    assert trained.headline is not None and trained.headline.metric == "mean_average_precision"
    assert trained.metrics["mean_average_precision"] > trained.metrics["baseline_mean_average_precision"] + 0.3
    answer = answerer.answer([Query(text="A whale under the moon")])[0]
    assert set(answer.labels or []) == {"sea", "sky"}
    unknown = answerer.answer([Query(text="qwertz")])[0]
    assert unknown.warnings == ["all_words_unknown"]
    explanation = answerer.explain(Query(text="A whale and bread"))
    assert {word.text for word in explanation.words or []} >= {"whale", "bread"}


@pytest.mark.parametrize("architecture", ["transformer", "conv1d"])
def test_words_in_their_order_are_read_as_well(tmp_path: Path, architecture: str) -> None:
    data = labelled_lines(tmp_path)
    params = Params(input="text", task="multi-label", architecture=architecture, epochs=2, units=8)  # type: ignore[arg-type]  # a str of the Literal
    trained = training.train(params, FakeJob(tmp_path, data_set="mine", data={"mine": data}))
    bundle = FakeBundle(trained, tmp_path)

    assert largest_difference(trained, bundle) < 1e-4
    assert trained.data["network"]["shape"] == [200]
    answerer = load_answerer(CARD, bundle)
    assert isinstance(answerer, DesignedAnswerer)
    check_answers(trained, answerer, "multi-label")


def test_answers_between_0_and_1_end_on_a_sigmoid(tmp_path: Path) -> None:
    trained = training.train(Params(input="text", task="regression", epochs=1, units=2), FakeJob(tmp_path))

    assert trained.report["design"]["last_layer"] == {"units": "1", "activation": "sigmoid"}
    assert any("between 0 and 1" in reason["en"] for reason in trained.report["design"]["reasons"])


# --- refusals ---


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"input": "text", "task": "binary"}, "csv_wrong_columns"),
        ({"input": "image", "task": "binary"}, "input_kind_mismatch"),
        ({"input": "vector", "task": "binary", "target": ["colour"]}, "target_not_binary"),
        ({"input": "vector", "task": "regression", "target": ["colour"]}, "target_not_a_number"),
        ({"input": "vector", "task": "binary", "architecture": "conv2d"}, "architecture_not_for_input"),
        ({"input": "vector", "task": "regression", "imbalance": "class_weights"}, "imbalance_not_for_task"),
        ({"input": "vector", "task": "regression", "target": ["strength"]}, "csv_missing_value"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, params: Json, code: str) -> None:
    job = FakeJob(tmp_path, data_set="mine", data={"mine": mixed_csv(tmp_path)})

    with pytest.raises(InputError) as refused:
        training.train(Params(**params), job)

    assert refused.value.code == code
    assert job.reports == []


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> DesignedAnswerer:
    folder = tmp_path_factory.mktemp("series")
    return train_own(folder, turning_npz(folder), input="time-series", task="binary", epochs=1, units=4)[1]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([[0.0, 1.0]] * 19, "wrong_shape"),
        ([[0.0, 1.0]] * 19 + [[0.0]], "wrong_shape"),
        ([[0.0, "a"]] * 20, "wrong_shape"),
        ([[True, False]] * 20, "wrong_shape"),
        ([[None, 1.0]] * 20, "wrong_shape"),
        ([[10**400, 1.0]] * 20, "wrong_shape"),
        ([[1e300, 1.0]] * 20, "number_out_of_range"),
    ],
)
def test_numbers_of_another_shape_are_refused_by_name(series: DesignedAnswerer, values: Any, code: str) -> None:
    good = Query(values=[[0.0, 1.0]] * 20)

    with pytest.raises(InputError) as refused:
        series.answer([good, Query(values=values)])

    assert (refused.value.code, refused.value.pointer) == (code, "/1/values")


def test_a_tensor_must_hold_finite_numbers(series: DesignedAnswerer) -> None:
    with pytest.raises(InputError) as refused:
        tensors_of(CARD, series).infer({"values": np.full((2, 20, 2), np.nan, np.float32)})

    assert refused.value.code == "number_not_finite"


def test_a_number_that_leaves_float32_when_it_is_scaled_stays_finite(series: DesignedAnswerer) -> None:
    answer = series.answer([Query(values=[[3.4e38, -3.4e38]] * 20)])[0]

    assert answer.scores is not None and all(0 <= score.score <= 1 for score in answer.scores)


def test_another_kind_of_question_is_refused(series: DesignedAnswerer) -> None:
    with pytest.raises(InputError) as refused:
        series.answer([Query(text="hello")])

    assert (refused.value.code, refused.value.pointer) == ("wrong_input_kind", "/0/text")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({}, "query_kind"),
        ({"text": "a", "values": [1.0]}, "query_kind"),
        ({"text": " "}, "text_empty"),
        ({"text": "a" * 100_001}, "text_too_long"),
        ({"image": ""}, "string_too_short"),
        ({"values": []}, "too_short"),
    ],
)
def test_a_question_is_exactly_one_of_four(question: Json, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Query.model_validate(question)

    assert [error["type"] for error in refused.value.errors()] == [code]


def test_pictures_of_any_size_and_colour_are_fitted(tmp_path: Path) -> None:
    _, answerer, _ = trained_cell(tmp_path, "image", "binary", epochs=1, units=4, batch_size=256)

    def asked(image: Image.Image) -> Answer:
        content = io.BytesIO()
        image.save(content, "PNG")
        return answerer.answer([Query(image=base64.b64encode(content.getvalue()).decode())])[0]

    assert asked(Image.new("RGB", (300, 90), "red")).label in ("even", "odd")
    assert asked(Image.new("L", (28, 28))).label in ("even", "odd")
    for wrong in ("no base64!", base64.b64encode(b"no picture").decode()):
        with pytest.raises(InputError) as refused:
            answerer.answer([Query(image=wrong)])
        assert refused.value.pointer == "/0/image"


# --- the tables and plans ---


def test_the_tables_say_everything_in_both_languages() -> None:
    assert tuple(TABLE_OF_INPUTS) == INPUTS and tuple(TABLE_OF_TASKS) == TASKS and set(SAMPLES) == set(INPUTS)
    for row in TABLE_OF_INPUTS.values():
        for words in (row.summary, row.shape, *(item.reason for item in row.architectures)):
            assert words.en and words.zh and words.en != words.zh
    for task in TABLE_OF_TASKS.values():
        for words in (task.title, task.reason, task.target_encoding, task.metric):
            assert words.en and words.zh and words.en != words.zh


@pytest.mark.parametrize(("input", "task"), CELLS)
def test_every_cell_has_a_plan_with_the_tables_last_layer(input: InputKind, task: Task) -> None:
    plan = plan_of(design_for(input, task, Facts(), Wanted()), Facts())

    row = TABLE_OF_TASKS[task]
    assert plan["architecture"] == TABLE_OF_INPUTS[input].architectures[0].name
    assert plan["last_layer"] == {"units": row.units, "activation": row.activation}
    assert plan["loss"] == row.loss
    assert plan["layers"][0]["layer"] == "Input" and plan["layers"][-1]["layer"] == "Dense"
    assert {reason["about"] for reason in plan["reasons"]} == {
        "architecture",
        "last_layer",
        "target_encoding",
        "metric",
    }


def test_the_rule_of_texts_per_word_chooses_the_text_network() -> None:
    few = Facts(rows=2_000, mean_words=400.0)
    many = Facts(rows=500_000, mean_words=40.0)

    assert design_for("text", "binary", few, Wanted()).architecture == "bigrams"
    assert design_for("text", "binary", many, Wanted()).architecture == "transformer"
    design = design_for("text", "binary", many, Wanted("bigrams"))
    assert "text_rule" in {warning["code"] for warning in plan_of(design, many)["warnings"]}


def test_a_layer_narrower_than_the_classes_is_warned_of() -> None:
    facts = Facts(rows=5_000, names=[str(n) for n in range(46)], counts=[100] * 46)

    narrow = plan_of(design_for("vector", "single-label", facts, Wanted(units=4)), facts)
    wide = plan_of(design_for("vector", "single-label", facts, Wanted(units=64)), facts)

    assert "bottleneck" in {warning["code"] for warning in narrow["warnings"]}
    assert "bottleneck" not in {warning["code"] for warning in wide["warnings"]}


def test_an_architecture_of_another_input_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        choose_architecture("text", "conv3d")

    assert refused.value.code == "architecture_not_for_input"


PROFILE: Json = {
    "kind": "table", "rows": 1_000, "classes": {"a": 300, "b": 300, "c": 400},
    "columns": [
        {"name": "kind", "type": "category", "distinct": 3, "missing": 0, "min": None, "max": None},
        {"name": "share", "type": "number", "distinct": 900, "missing": 7, "min": 0.0, "max": 1.0},
        {"name": "same", "type": "constant", "distinct": 1, "missing": 0, "min": 1.0, "max": 1.0},
    ],
    "suggestions": {"input": "vector", "task": "single-label", "target": ["kind"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"input": "text", "task": "binary"}, "input_kind_mismatch"),
        ({"input": "vector", "task": "binary"}, "target_not_binary"),
        ({"input": "vector", "task": "regression"}, "target_not_a_number"),
        ({"input": "vector", "task": "regression", "target": ["same"]}, "target_constant"),
        ({"input": "vector", "task": "regression", "target": ["gone"]}, "csv_wrong_columns"),
        ({"input": "vector", "task": "binary", "target": ["kind", "share"]}, "target_too_many_columns"),
    ],
)
def test_a_profile_refuses_what_training_would_refuse_later(params: Json, code: str) -> None:
    with pytest.raises(InputError) as refused:
        check_fits(Params(**params), PROFILE)

    assert refused.value.code == code


def test_a_profile_gives_the_facts_of_a_plan() -> None:
    check_fits(Params(input="vector", task="single-label"), PROFILE)
    check_fits(Params(input="vector", task="regression", target=["share"]), PROFILE)

    assert facts_of(PROFILE, "single-label", ()).counts == [180, 180, 240]
    assert facts_of(PROFILE, "single-label", ()).shape == (2,)  # a number and its gaps
    assert facts_of(PROFILE, "regression", ["share"]).shape == (3,)
    assert facts_of(PROFILE, "regression", ["share"]).bounded
    assert facts_of(PROFILE, "regression", ["share"]).counts == []
