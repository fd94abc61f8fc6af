"""What must be true when it is quiet again, whatever went wrong before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import ArtifactRow, JobEventRow, JobRow, ModelFileRow, UploadRow
from app.jobs.states import Status
from tests.stack import Stack


def broken_promises(stack: Stack, accepted: Iterable[str]) -> list[str]:
    """A sentence for each thing that is wrong about the accepted jobs; there must be none."""
    jobs = {row.id: row for row in stack.look(lambda session: list(session.scalars(select(JobRow))))}
    wanted = set(accepted)
    found = [f"{job_id} is lost" for job_id in wanted - set(jobs)]
    found += [f"{job_id} was never accepted" for job_id in set(jobs) - wanted]
    for row in jobs.values():
        found += _wrong_about(stack, row)
    return found + _wrong_about_versions(stack, jobs)


def _wrong_about(stack: Stack, row: JobRow) -> list[str]:
    events: list[JobEventRow] = stack.events(row.id)
    claims = [event for event in events if event.type == "status" and event.data["to"] == Status.RUNNING]
    done = [event.data["status"] for event in events if event.type == "done"]
    wrong = {
        f"is {row.status} ({row.status_reason}), {row.error}": row.status != Status.SUCCEEDED,
        f"has the end events {done}": done != [Status.SUCCEEDED],
        "has gaps in its events": [event.seq for event in events] != list(range(1, row.event_seq + 1)),
        f"ran {len(claims)} times in {row.attempt} attempts": len(claims) != row.attempt,
        "has something after its end": events[-1].type != "done",
    }
    return [f"{row.id} {what}" for what, is_wrong in wrong.items() if is_wrong]


def _wrong_about_versions(stack: Stack, jobs: dict[str, JobRow]) -> list[str]:
    versions = stack.versions()
    count = Counter(version.job_id for version in versions)
    found = [f"{job_id} published {count[job_id]} versions" for job_id in jobs if count[job_id] != 1]
    told = {
        job_id: ((row.result or {}).get("model"), (row.result or {}).get("version")) for job_id, row in jobs.items()
    }
    for version in versions:
        if told.get(version.job_id) != (version.model, version.version):
            found.append(f"{version.job_id} tells of {told.get(version.job_id)}, not {version.model} {version.version}")
    for model in {version.model for version in versions}:
        numbers = sorted(version.version for version in versions if version.model == model)
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"{model} has the versions {numbers}")
    return found


def stray_files(stack: Stack) -> list[str]:
    """Files that nothing refers to, temporary ones among them, and folders of work that is over."""
    root, known = stack.settings.artifacts_dir, _digests(stack)
    files = [path for path in root.rglob("*") if path.is_file()]
    strays = [path for path in files if path.name not in known or path.parent.parent != root]
    work = stack.settings.work_dir
    folders = list(work.iterdir()) if work.is_dir() else []
    return [_shown(path, stack) for path in [*strays, *folders]]


def damaged_files(stack: Stack) -> list[str]:
    """Digests whose file is missing or holds other bytes."""
    return [
        digest for digest in _digests(stack) if _sha256(stack.settings.artifacts_dir / digest[:2] / digest) != digest
    ]


def _digests(stack: Stack) -> set[str]:
    def read(session: Session) -> set[str]:
        live = select(ArtifactRow.sha256).where(ArtifactRow.state == "live")
        queries = (live, select(ModelFileRow.sha256), select(UploadRow.sha256))
        return {digest for query in queries for digest in session.scalars(query)}

    return stack.look(read)


def staged_rows(stack: Stack) -> int:
    """Rows of files that belong to no finished job."""
    staged = select(ArtifactRow.id).where(ArtifactRow.state == "staged")
    return len(stack.look(lambda session: session.scalars(staged).all()))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"


def _shown(path: Path, stack: Stack) -> str:
    return str(path.relative_to(stack.settings.data_dir))
