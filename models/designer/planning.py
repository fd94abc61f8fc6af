"""What the tables say about an input, a task and what is known of the data: the plan of a network, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.data.examples import InputKind, Task
from models.designer.design import LAYERS, LENGTH, UNITS, VOCABULARY, Design, choose_architecture, outputs_of
from models.designer.input_table import TABLE_OF_INPUTS
from models.designer.task_table import BETWEEN_0_AND_1, TABLE_OF_TASKS
from models.headline import headline_for, imbalanced, warnings_for
from models.recipe import Json, Words
from models.text_rule import suggest

FEW_ROWS = 200
USUAL_SHAPE: dict[InputKind, tuple[int, ...]] = {  # where nothing is known of the data
    "vector": (13,), "image": (64, 64, 3), "sound": (1024, 1), "text": (VOCABULARY,), "time-series": (24, 5),
    "sequence": (24, 8), "video": (8, 16, 16, 1), "volume": (16, 16, 16, 1),
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What is known of the data before training.

    Attributes:
        rows: training rows; None: unknown.
        names: classes, labels, or the names of the numbers.
        counts: rows of each class or label.
        shape: of one example as the network takes it; None: unknown.
        mean_words: of a text.
        bounded: every answer of a regression lies between 0 and 1.
    """

    rows: int | None = None
    names: Sequence[str] = ()
    counts: Sequence[int] = ()
    shape: tuple[int, ...] | None = None
    mean_words: float | None = None
    bounded: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a person may wish about the network; 0 leaves a number to the architecture."""

    architecture: str = "auto"
    units: int = 0
    layers: int = 0
    dropout: float = 0.2


def design_for(input: InputKind, task: Task, facts: Facts, wanted: Wanted) -> Design:
    """Give the network.

    Raises:
        InputError: `architecture_not_for_input`.
    """
    architecture = choose_architecture(input, wanted.architecture, _suggested(input, facts))
    if input == "text":
        shape: tuple[int, ...] = (LENGTH,) if architecture != "bigrams" else facts.shape or (VOCABULARY,)
    else:
        shape = facts.shape or USUAL_SHAPE[input]
    return Design(
        input, task, architecture, shape, outputs_of(task, len(facts.names) or _USUAL_NAMES[task]),
        wanted.units or UNITS[architecture], wanted.layers or LAYERS.get(architecture, 2), wanted.dropout,
        bounded=task == "regression" and facts.bounded,
    )  # fmt: skip


_USUAL_NAMES: dict[Task, int] = {"binary": 2, "single-label": 3, "multi-label": 3, "regression": 1}


def _suggested(input: InputKind, facts: Facts) -> str | None:
    """Of a text: what the book's rule says; None where the table alone decides."""
    if input != "text" or facts.rows is None or facts.mean_words is None:
        return None
    return "transformer" if suggest(facts.rows, facts.mean_words).suggests == "sequence" else "bigrams"


def plan_of(design: Design, facts: Facts) -> Json:
    """Give the plan as the API shows it and a run reports it, without `params`."""
    row, task = TABLE_OF_INPUTS[design.input], TABLE_OF_TASKS[design.task]
    headline = headline_for(design.task, _counts(design, facts))
    shown = [
        {"layer": "Input", "detail": " × ".join(map(str, design.shape))},
        *(layer.shown() for layer in design.stack()),
    ]
    return {
        "architecture": design.architecture,
        "alternatives": [item.name for item in row.architectures if item.name != design.architecture],
        "layers": shown,
        "last_layer": {"units": str(design.outputs) if facts.names else task.units, "activation": design.activation},
        "loss": design.loss,
        "target_encoding": _words(task.target_encoding),
        "metric": _words(headline.title),
        "reasons": _reasons(design, facts),
        "warnings": _warnings(design, facts),
        "facts": _facts(facts),
    }


def _counts(design: Design, facts: Facts) -> Sequence[int]:
    return facts.counts or [1] * (2 if design.task == "binary" else max(2, design.outputs))


def _words(words: Words) -> Json:
    return {"en": words.en, "zh": words.zh}


def _reasons(design: Design, facts: Facts) -> list[Json]:
    """Give why, about each decision, with its place in the book."""
    architecture = TABLE_OF_INPUTS[design.input].architecture(design.architecture)
    task = TABLE_OF_TASKS[design.task]
    assert architecture is not None, "a design holds only architectures of its input"
    reasons = [
        _reason("architecture", architecture.reason, architecture.source),
        _reason("last_layer", BETWEEN_0_AND_1 if design.bounded else task.reason, task.source),
        _reason("target_encoding", task.target_encoding, task.source),
    ]
    if facts.rows is not None and facts.mean_words is not None:
        rule = suggest(facts.rows, facts.mean_words)
        reasons.insert(1, _reason("text_rule", rule.reason, "2E ch. 11.3"))
    headline = headline_for(design.task, _counts(design, facts))
    if headline.reason is not None and (facts.counts or design.task in ("multi-label", "regression")):
        reasons.append(_reason("metric", headline.reason, "2E ch. 6"))
    else:
        reasons.append(_reason("metric", task.metric, "2E ch. 6"))
    return reasons


def _reason(about: str, words: Words, source: str) -> Json:
    return {"about": about, "en": f"{words.en} ({source})", "zh": f"{words.zh}（{source}）"}


def _warnings(design: Design, facts: Facts) -> list[Json]:
    found = warnings_for(design.task, facts.counts, facts.names) if facts.counts else []
    if facts.counts and imbalanced(design.task, facts.counts):
        found += [_told("use_class_weights")]
    if facts.rows is not None and facts.rows < FEW_ROWS:
        found += [_told("few_rows", rows=facts.rows)]
    narrowest = min((layer.settings["units"] for layer in design.stack()[:-1] if layer.name == "Dense"), default=None)
    if narrowest is not None and design.task == "single-label" and narrowest < design.outputs:
        found += [_told("bottleneck", units=narrowest, classes=design.outputs)]
    ruled = _suggested(design.input, facts)
    if ruled is not None and (ruled == "bigrams") != (design.architecture == "bigrams"):
        found += [_told("text_rule", chosen=design.architecture, ruled=ruled)]
    return found


_TOLD = {
    "use_class_weights": (
        "imbalance=class_weights lets mistakes on the rare classes count more.",
        "设置 imbalance=class_weights 可使稀少类别的错误占更大权重。",
    ),
    "few_rows": (
        "Only {rows} training rows: keep the network small and do not trust the last digit of any figure.",
        "只有 {rows} 行训练数据：网络应小一些，各项指标的末位数字不可靠。",
    ),
    "bottleneck": (
        "A hidden layer of {units} units is narrower than the {classes} classes: what it loses cannot be recovered.",
        "隐藏层只有 {units} 个单元，比 {classes} 个类别还窄：在此丢失的信息无法恢复。",
    ),
    "text_rule": (
        "The rule of texts per mean word suggests {ruled}, not {chosen}: compare both.",
        "按文本数与平均词数之比，规则建议 {ruled} 而不是 {chosen}：可两者对比。",
    ),
}


def _told(code: str, **facts: object) -> Json:
    en, zh = _TOLD[code]
    return {"code": code, "en": en.format(**facts), "zh": zh.format(**facts)}


def _facts(facts: Facts) -> Json:
    known: dict[str, float | int | None] = {
        "rows": facts.rows,
        "classes": len(facts.names) if facts.counts else None,
        "mean_words": facts.mean_words,
        "ratio": facts.rows / max(facts.mean_words, 1.0) if facts.rows is not None and facts.mean_words else None,
    }
    return {name: value for name, value in known.items() if value is not None}
