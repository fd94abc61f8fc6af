"""What a training by design leaves: its figures on rows it has not seen, the network, and how it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from models import fit
from models.checkpoint import Progress
from models.data.examples import Examples
from models.data.splits import SPLIT_SEED
from models.designer.answering import NETWORK
from models.designer.planning import plan_of
from models.designer.preparing import Prepared, evaluation_batch
from models.headline import figures_for, headline_for
from models.job import Trained
from models.recipe import Json

PROBES = 16
SHOWN = 5  # test rows that go out as questions to try
SHOWN_BYTES = 100_000


def measured(model: keras.Model, prepared: Prepared, progress: Progress, batch: int) -> Trained:
    examples, split, design = prepared.examples, prepared.split, prepared.design
    test = prepared.part(split.test)
    loss = fit.evaluate(model, test, batch)["loss"]
    scores = fit.predict(model, test.inputs, batch)
    if prepared.scaling is not None:
        scores = scores * prepared.scaling.deviation + prepared.scaling.mean
    truth, known = examples.targets[split.test], examples.targets[split.train]
    figures, report = figures_for(examples.task, truth, scores, known, examples.target_names)
    plan = plan_of(design, prepared.facts)
    told = {warning["code"] for warning in report["warnings"]}
    report["warnings"] += [warning for warning in plan["warnings"] if warning["code"] not in told]
    served = keras.Model(model.input, model.output, name="designed")  # without the loss, which is ours alone
    return Trained(
        networks={NETWORK: served},
        probes={NETWORK: _probes(prepared)},
        assets={"design": _asset(prepared)},
        metrics=figures | {"loss": loss, "best_epoch": float(progress.best_epoch)},
        report=report | {"history": progress.history, "design": plan},
        data=_provenance(prepared),
        question=_question(prepared),
        headline=headline_for(examples.task, prepared.facts.counts),
        decides=None if examples.task == "single-label" else frozenset(),
    )


def _probes(prepared: Prepared) -> np.ndarray:
    chosen = prepared.inputs[prepared.split.test[:PROBES]]
    return chosen if chosen.dtype == np.int32 else chosen.astype(np.float32)


def _asset(prepared: Prepared) -> Json:
    examples, scaling = prepared.examples, prepared.scaling
    return {
        "input": examples.input,
        "task": examples.task,
        "names": list(examples.target_names),
        "shape": list(prepared.reader.shape),
        "reader": prepared.reader.asset(),
        "scaling": None if scaling is None else {"mean": list(scaling.mean), "deviation": list(scaling.deviation)},
    }


def _provenance(prepared: Prepared) -> Json:
    examples, design = prepared.examples, prepared.design
    asset = prepared.reader.asset()
    return {
        **prepared.data,
        "rows": len(examples),
        "split": prepared.split.sizes(),
        "split_seed": SPLIT_SEED,
        **{"duplicates_removed": 0, **examples.facts},
        "network": {
            "input": design.input, "task": design.task, "shape": list(design.shape),
            "layers": [layer.code() for layer in design.stack()], "loss": design.loss, "bounded": design.bounded,
            "names": list(examples.target_names), "counts": list(prepared.facts.counts),
            "architecture": design.architecture, "evaluation_batch": evaluation_batch(design),
            "parts": examples.parts is not None, "columns": asset.get("codec", {}).get("columns", []),
        },
    }  # fmt: skip


def _question(prepared: Prepared) -> Json:
    examples, reader = prepared.examples, prepared.reader
    codec = getattr(reader, "codec", None)
    regression = examples.task == "regression"
    return {
        "input": examples.input,
        "task": examples.task,
        "labels": [] if regression else list(examples.target_names),
        "target_names": list(examples.target_names) if regression else [],
        "features": codec.question() if codec is not None else [],
        "shape": [] if examples.input in ("vector", "text") else list(reader.shape),
        "channel_names": list(examples.channel_names),
        "examples": _shown(prepared, spread(prepared.split.test, examples.targets)),
    }


def spread(test: np.ndarray, targets: np.ndarray) -> list[int]:
    """Give a few test rows, of different answers where there are some."""
    first: dict[bytes, int] = {}
    for row in test.tolist():
        first.setdefault(targets[row].tobytes(), row)
    chosen = list(first.values())[:SHOWN]
    return chosen + [row for row in test.tolist() if row not in chosen][: SHOWN - len(chosen)]


def _shown(prepared: Prepared, rows: Sequence[int]) -> list[Json]:
    """Give rows as questions with their truth, as many as fit a page."""
    shown: list[Json] = []
    size = 0
    for row in rows:
        query = prepared.reader.question(prepared.examples, row)
        size += len(str(query))
        if size <= SHOWN_BYTES:
            shown.append({"query": query, "truth": _truth(prepared.examples, row)})
    return shown


def _truth(examples: Examples, row: int) -> Any:
    target, names = examples.targets[row], examples.target_names
    if examples.task == "regression":
        return {name: float(value) for name, value in zip(names, target, strict=True)}
    if examples.task == "multi-label":
        return [name for name, on in zip(names, target, strict=True) if on]
    return names[int(target)]
