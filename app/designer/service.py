"""From the designer's tables and a data set's profile to what the API shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from app.datasets.built_in import built_in_profile
from app.datasets.service import list_data_sets
from app.designer.schemas import (
    ArchitectureOut,
    DesignerOut,
    InputOut,
    LastLayerOut,
    PlanIn,
    PlanOut,
    SampleOut,
    TaskOut,
)
from app.errors import AppError, not_found
from app.http.fields import WordsOut
from app.http.problems import from_input, from_validation
from app.services import Services
from models.data.examples import InputKind, Task
from models.data.sources import SourceSettings, locate
from models.designer.card import Params, check
from models.designer.fitting import check_fits, facts_of
from models.designer.input_table import TABLE_OF_INPUTS, InputRow
from models.designer.planning import Facts, Wanted, design_for, plan_of
from models.designer.sample_files import sample_file
from models.designer.samples import SAMPLES, read_sample
from models.designer.task_table import TABLE_OF_TASKS, TaskRow
from models.recipe import InputError, JobFailure, Words

Json = dict[str, Any]


def tables() -> DesignerOut:
    """Both tables."""
    return DesignerOut(
        inputs=[_input_out(row) for row in TABLE_OF_INPUTS.values()],
        tasks=[_task_out(row) for row in TABLE_OF_TASKS.values()],
    )


def _words(words: Words) -> WordsOut:
    return WordsOut(**asdict(words))


def _input_out(row: InputRow) -> InputOut:
    sample = SAMPLES[row.name]
    return InputOut(
        name=row.name, title=_words(row.title), summary=_words(row.summary), shape=_words(row.shape),
        architectures=[
            ArchitectureOut(name=item.name, title=_words(item.title), reason=_words(item.reason), source=item.source,
                            preferred=number == 0)
            for number, item in enumerate(row.architectures)
        ],
        sample=SampleOut(title=_words(sample.title), source=sample.source, rows=sample.rows),
    )  # fmt: skip


def _task_out(row: TaskRow) -> TaskOut:
    return TaskOut(
        name=row.name, title=_words(row.title), loss=row.loss, target_encoding=_words(row.target_encoding),
        last_layer=LastLayerOut(layer="Dense", units=row.units, activation=row.activation), metric=_words(row.metric),
        reason=_words(row.reason), source=row.source,
    )  # fmt: skip


def plan(house: Services, wish: PlanIn) -> PlanOut:
    """The network for a wish. Reads a built-in data set whole at the first question about it.

    Raises:
        AppError: 404 for an unknown data set; 409 when its file is not on this machine; 422 for what makes no sense.
    """
    profile = _profile(house, wish.data_set) if wish.data_set is not None else None
    suggested: Json = (profile or {}).get("suggestions") or {}
    target = list(wish.target) or (list(suggested.get("target") or []) if profile else [])
    chosen = {
        "input": wish.input or suggested.get("input") or "vector",
        "task": wish.task or suggested.get("task") or "binary",
        "architecture": wish.architecture, "target": target, "missing": wish.missing,
    }  # fmt: skip
    try:
        params = Params.model_validate(chosen)
        check(params, {})
        if profile is not None:
            check_fits(params, profile)
        facts = Facts() if profile is None else facts_of(profile, params.task, params.target)
        design = design_for(params.input, params.task, facts, Wanted(params.architecture, dropout=params.dropout))
    except ValidationError as error:
        raise from_validation(error.errors(include_input=False, include_url=False)) from None
    except InputError as error:
        raise from_input(error) from None
    wanted = {**chosen, "architecture": design.architecture, "units": design.units, "layers": design.layers}
    return PlanOut(**plan_of(design, facts), params=params.model_dump(mode="json") | wanted)


def _profile(house: Services, name: str) -> Json:
    with house.database.read() as session:
        known = next((item for item in list_data_sets(session, house.settings.cache_dir) if item.name == name), None)
    if known is None:
        raise not_found("data_set", name)
    return known.profile if known.profile is not None else built_in_profile(name, house.settings.cache_dir)


def sample(house: Services, input: InputKind, task: Task) -> tuple[bytes, str, str]:
    """A sample as a file that can be uploaded again: bytes, name, media type.

    Raises:
        AppError: 409 where the data set that it is taken from is not on this machine.
    """
    settings = SourceSettings(cache_dir=house.settings.cache_dir, allow_network=False)
    try:
        examples, _ = read_sample(input, task, lambda name: locate(name, settings))
    except JobFailure as error:
        raise AppError(409, error.code, str(error)) from None
    return sample_file(examples, f"sample-{input}-{task}")
