"""Claims with what past runs say, and the runs that are still missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from app.access.owners import own_name
from app.claims.evidence import Found, Want, evidence, full_params, want
from app.claims.schemas import ClaimOut, ClaimRunOut, SeedOut, SetupOut, Verdict
from app.comparisons.view import words_out
from app.datasets.service import list_data_sets
from app.db.tables import JobRow
from app.errors import AppError, not_found
from app.jobs import service
from app.jobs.estimate import estimate
from app.jobs.schemas import JobIn
from app.jobs.submit import Bounds, submit
from app.services import Services
from models.catalog import CARDS
from models.claims.claim import Claim, Setup
from models.claims.listing import CLAIMS
from models.data.catalogue import catalogue
from models.lab.measure import judge, spread


def find_claim(claim_id: str) -> Claim:
    """The claim of this id, or 404."""
    claim = CLAIMS.get(claim_id)
    if claim is None:
        raise not_found("claim", claim_id)
    return claim


def claims_out(session: Session, house: Services, claims: Collection[Claim]) -> list[ClaimOut]:
    """Claims as the API shows them."""
    found = evidence(session, claims)
    here, costs = _here(session, house), Costs(session)
    return [
        _claim_out(claim, found, absent, all(_fetched(name, house) for name in absent), costs)
        for claim in claims
        for absent in [_absent(claim, here)]
    ]


class Costs:
    """What trainings will take; claims share many, and each is estimated once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[Want, float] = {}

    def seconds(self, setup: Setup) -> float:
        """Predicted seconds of one training."""
        key = want(setup, 0)
        if key not in self._known:
            card = CARDS[setup.recipe]
            found = estimate(self._session, card, "train", full_params(setup), setup.data_set)
            self._known[key] = found.cost_s
        return self._known[key]


def _claim_out(claim: Claim, found: Mapping[Want, Found], absent: list[str], runnable: bool, costs: Costs) -> ClaimOut:
    seeds = [_seed_out(claim, seed, found) for seed in claim.seeds]
    values = [item.value for item in seeds if item.value is not None]
    measured = spread(values)
    missing = _missing(claim, claim.seeds, found)
    return ClaimOut(
        id=claim.id, source=claim.source, statement=words_out(claim.words),
        setups=[_setup_out(name, setup) for name, setup in claim.setups.items()], unit=claim.unit,
        relation=claim.expected.relation, bound=claim.expected.bound, tolerance=claim.expected.tolerance,
        book=claim.book, quick_seeds=claim.quick_seeds, seeds=seeds,
        mean=measured.mean if measured else None, low=measured.low if measured else None,
        high=measured.high if measured else None, verdict=_verdict(judge(claim.expected, values), absent),
        missing_data=absent, runnable=runnable, note=words_out(claim.note) if claim.note else None,
        reason=words_out(claim.reason) if claim.reason else None, missing_runs=len(missing),
        cost_s=sum(costs.seconds(setup) for _, setup in missing),
    )  # fmt: skip


def _verdict(holds: bool | None, absent: Collection[str]) -> Verdict:
    if holds is None:
        return "data_missing" if absent else "not_measured"
    return "holds" if holds else "fails"


def _setup_out(name: str, setup: Setup) -> SetupOut:
    return SetupOut(
        name=name, recipe=setup.recipe, data_set=setup.data_set, params=setup.params,
        params_hash=want(setup, 0).params_hash,
    )  # fmt: skip


def _seed_out(claim: Claim, seed: int, found: Mapping[Want, Found]) -> SeedOut:
    runs = {name: hit for name, setup in claim.setups.items() if (hit := found.get(want(setup, seed))) is not None}
    done = {name: hit.run for name, hit in runs.items() if hit.run is not None}
    return SeedOut(
        seed=seed,
        value=claim.measure.read(done),
        runs=[ClaimRunOut(job=runs[name].job, setup=name, seed=seed) for name in done],
        unfinished=[hit.job for hit in runs.values() if hit.run is None],
    )


def _missing(claim: Claim, seeds: Collection[int], found: Mapping[Want, Found]) -> list[tuple[int, Setup]]:
    """The runs that neither succeeded nor are on their way; two setups alike are one run."""
    wanted = {want(setup, seed): (seed, setup) for seed in seeds for setup in claim.setups.values()}
    return [item for key, item in wanted.items() if key not in found]


def start(session: Session, claim: Claim, count: int | None, bounds: Bounds, attempts: int) -> list[JobRow]:
    """Queue the runs that a claim still misses: all of them, or none where the queue has no room.

    Raises:
        AppError: 409 `dataset_unavailable` for data that no source can bring, 429 `queue_full`.
    """
    found = evidence(session, [claim])
    rows = []
    for seed, setup in _missing(claim, claim.seeds[:count], found):
        name = f"claim-{setup.recipe[:40]}-{want(setup, seed).params_hash[7:15]}"
        body = JobIn(
            kind="train", recipe=setup.recipe, params=dict(setup.params), model=own_name(name), data_set=setup.data_set,
            seed=seed, tags={"claim": claim.id},
        )  # fmt: skip
        rows.append(submit(session, service.order(session, body, attempts=attempts), bounds)[0])
    return rows


def refuse_without_data(session: Session, house: Services, claim: Claim) -> None:
    """409 where a data set is not here and cannot be fetched either."""
    for name in _absent(claim, _here(session, house)):
        if not _fetched(name, house):
            detail = f"The data set {name} is not here; bring it on the data page under that name."
            raise AppError(409, "dataset_unavailable", detail)


def _here(session: Session, house: Services) -> set[str]:
    return {item.name for item in list_data_sets(session, house.settings.cache_dir) if item.available}


def _absent(claim: Claim, here: Collection[str]) -> list[str]:
    return [name for name in claim.data_sets if name not in here]


def _fetched(name: str, house: Services) -> bool:
    """Whether a training would try to bring the data over the network."""
    entry = catalogue().get(name)
    canonical = entry is not None and any(source.kind == "canonical" for source in entry.source)
    return canonical and house.settings.allow_downloads
