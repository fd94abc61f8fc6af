"""Comparisons as the API shows them: curves over seeds, figures, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comparisons.schemas import (
    ComparisonBrief,
    ComparisonOut,
    FindingOut,
    LoggedRunOut,
    PointOut,
    RunOut,
    SpreadOut,
    State,
    VariantOut,
)
from app.comparisons.service import EXPERIMENTS
from app.comparisons.titles import differs, title_of
from app.db.tables import JobEventRow, JobRow
from app.http.fields import WordsOut, iso
from app.jobs.states import TERMINAL, UNFINISHED, Status
from app.jobs.view import job_out
from models.catalog import CARDS
from models.lab.experiment import Statement, leads
from models.lab.measure import Figure, Run, Spread, curve, judge, spread
from models.recipe import Card, Words

Json = dict[str, Any]
BEST_EPOCH = Figure("val_loss", "lowest epoch")
LOWEST = Figure("val_loss", "lowest")
LAST = Figure("val_loss", "last")
_LOWEST_LOSS = Words("Lowest validation loss", "最低验证损失")


def brief(rows: Sequence[JobRow]) -> ComparisonBrief:
    """A comparison in a list, of its jobs."""
    return ComparisonBrief(**_brief(rows))


def _brief(rows: Sequence[JobRow]) -> Json:
    return {
        "id": rows[0].tags["comparison"],
        "recipe": rows[0].recipe,
        "preset": rows[0].tags.get("preset"),
        "state": state_of(rows),
        "fraction": sum(map(_fraction, rows)) / len(rows),
        "variants": list(_by_variant(rows)),
        "seeds": list(dict.fromkeys(row.seed for row in rows)),
        "created_at": iso(rows[0].created_at) or "",
    }


def state_of(rows: Sequence[JobRow]) -> State:
    """One word for all the jobs; a failed one counts more than a canceled one."""
    found = {Status(row.status) for row in rows}
    if found & set(UNFINISHED):
        return "queued" if found == {Status.QUEUED} else "running"
    if found == {Status.SUCCEEDED}:
        return "succeeded"
    return "canceled" if Status.CANCELED in found and Status.FAILED not in found else "failed"


def _fraction(row: JobRow) -> float:
    return 1.0 if row.status in TERMINAL else float((row.progress or {}).get("fraction", 0.0))


def _by_variant(rows: Sequence[JobRow]) -> dict[str, list[JobRow]]:
    ordered = sorted(rows, key=lambda row: int(row.tags["place"]) if row.tags["place"].isdigit() else 0)
    groups: dict[str, list[JobRow]] = {}
    for row in ordered:
        groups.setdefault(row.tags["variant"], []).append(row)
    return groups


def comparison_out(session: Session, rows: Sequence[JobRow]) -> ComparisonOut:
    """A comparison with its curves and verdict."""
    card = CARDS.get(rows[0].recipe)
    groups = _by_variant(rows)
    runs = _runs(session, rows)
    others = [group[0].params for group in groups.values()]
    titles = {name: title_of(group[0], card, differs(group[0].params, others)) for name, group in groups.items()}
    done = {
        name: {row.seed: runs[row.id] for row in group if row.status == Status.SUCCEEDED}
        for name, group in groups.items()
    }
    return ComparisonOut(
        **_brief(rows),
        data_set=rows[0].data_set,
        headline_metric=card.headline.metric if card and card.headline else None,
        eta_s=sum(map(_seconds_left, rows)),
        details=[_variant(name, group, runs, card, titles[name], others) for name, group in groups.items()],
        verdict=[finding(item, done) for item in _statements(rows[0], done, card, titles)],
    )


def logged_runs(session: Session, rows: Sequence[JobRow]) -> list[LoggedRunOut]:
    """Any jobs with their logs."""
    runs = _runs(session, rows)
    return [LoggedRunOut(job=job_out(session, row, brief=True), history=list(runs[row.id].history)) for row in rows]


def _runs(session: Session, rows: Sequence[JobRow]) -> dict[str, Run]:
    """What each job has logged so far; an epoch that a second attempt repeated counts once, as it came last."""
    logs: dict[str, dict[int, Json]] = {row.id: {} for row in rows}
    statement = select(JobEventRow.job_id, JobEventRow.data)
    mine = JobEventRow.job_id.in_(list(logs)), JobEventRow.type == "metric"
    for job_id, data in session.execute(statement.where(*mine).order_by(JobEventRow.job_id, JobEventRow.seq)):
        values = {name: value for name, value in data.get("values", {}).items() if value is not None}
        logs[job_id][int(data.get("epoch") or 0)] = values
    results = JobRow.result["metrics"], JobRow.result["report"]["history"]
    told = session.execute(select(JobRow.id, *results).where(JobRow.id.in_(list(logs))))
    return {job: Run(_history(logs[job], history), numbers(metrics)) for job, metrics, history in told}


def _history(logs: Mapping[int, Json], kept: Any) -> list[Json]:
    """The epochs in order; events are pruned after months, the report of a finished run stays."""
    return [logs[epoch] for epoch in sorted(logs)] or (kept if isinstance(kept, list) else [])


def numbers(metrics: Any) -> dict[str, float]:
    """The figures of a finished run."""
    found = metrics if isinstance(metrics, dict) else {}
    return {name: float(value) for name, value in found.items() if isinstance(value, int | float)}


def _seconds_left(row: JobRow) -> float:
    if row.status in TERMINAL:
        return 0.0
    said = (row.progress or {}).get("eta_s") if row.status == Status.RUNNING else None
    return float(row.cost_s if said is None else said)


def _variant(
    name: str,
    rows: Sequence[JobRow],
    runs: Mapping[str, Run],
    card: Card | None,
    title: Words,
    others: Sequence[Json],
) -> VariantOut:
    mine = [runs[row.id] for row in rows]
    done = [runs[row.id] for row in rows if row.status == Status.SUCCEEDED]
    told = done or mine  # a run in its middle would blur what the finished ones say
    return VariantOut(
        name=name,
        title=words_out(title),
        params=rows[0].params,
        differs=differs(rows[0].params, others),
        runs=[_run_out(row, runs[row.id]) for row in rows],
        curve=[
            PointOut(epoch=epoch, values={name: _out(value) for name, value in values.items()})
            for epoch, values in enumerate(curve(mine), 1)
        ],
        best_epoch=_over(told, BEST_EPOCH),
        best_val_loss=_over(told, LOWEST),
        final_val_loss=_over(told, LAST),
        gap=_gap(told),
        headline=_over(done, Figure(card.headline.metric)) if card and card.headline else None,
    )


def _run_out(row: JobRow, run: Run) -> RunOut:
    return RunOut(
        job=row.id, seed=row.seed, status=Status(row.status), model=row.model, fraction=_fraction(row),
        epochs=len(run.history), metrics=dict(run.metrics),
    )  # fmt: skip


def _over(runs: Sequence[Run], figure: Figure) -> SpreadOut | None:
    return _maybe(spread([value for run in runs if (value := figure.read(run)) is not None]))


def _gap(runs: Sequence[Run]) -> SpreadOut | None:
    """Validation loss minus training loss after the last epoch: the sign of over-fitting."""
    last = [run.history[-1] for run in runs if run.history]
    return _maybe(spread([logs["val_loss"] - logs["loss"] for logs in last if {"val_loss", "loss"} <= set(logs)]))


def _maybe(value: Spread | None) -> SpreadOut | None:
    return None if value is None else _out(value)


def _out(value: Spread) -> SpreadOut:
    return SpreadOut(**asdict(value))


def words_out(words: Words) -> WordsOut:
    """A text in both languages, for an answer."""
    return WordsOut(en=words.en, zh=words.zh)


def _statements(
    row: JobRow, done: dict[str, dict[int, Run]], card: Card | None, titles: Mapping[str, Words]
) -> Sequence[Statement]:
    """The preset's own statements; else who is ahead, by the validation loss and by the recipe's headline."""
    experiment = EXPERIMENTS.get(row.tags.get("preset", ""))
    if experiment is not None:
        return experiment.statements
    found = leads(done, LOWEST, title=_LOWEST_LOSS, titles=titles, higher_is_better=False)
    if card is not None and card.headline is not None:
        metric, better = Figure(card.headline.metric), card.headline.higher_is_better
        found += leads(done, metric, title=card.headline.title, titles=titles, higher_is_better=better)
    return found


def finding(statement: Statement, done: Mapping[str, Mapping[int, Run]]) -> FindingOut:
    """What finished runs say about a statement: one value for each seed that all its variants have."""
    seeds = sorted(set().union(*(by_seed for by_seed in done.values())))
    by_seed = [{name: runs[seed] for name, runs in done.items() if seed in runs} for seed in seeds]
    values = [value for runs in by_seed if (value := statement.measure.read(runs)) is not None]
    found = spread(values)
    return FindingOut(
        id=statement.id,
        statement=words_out(statement.words),
        source=statement.source,
        relation=statement.expected.relation,
        bound=statement.expected.bound,
        tolerance=statement.expected.tolerance,
        values=values,
        mean=None if found is None else found.mean,
        holds=judge(statement.expected, values),
        agreeing=sum(map(statement.expected.holds, values)),
    )
