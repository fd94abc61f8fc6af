"""What stored files are to a person: the words of the storage page and of retention."""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import ColumnElement, case, literal, or_

from app.db.tables import ArtifactRow, JobRow
from app.jobs.saved_epochs import SAVED_EPOCH

Kind = Literal["models", "data_sets", "uploads", "pictures", "previews", "epochs", "answers", "other", "unfinished"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# `workers.job.RunningJob.show`: a name and four digits, where an animation has a word
FRAME = or_(*(ArtifactRow.name.like(f"%-{digit}___.webp") for digit in range(10)))


def artifact_kind() -> ColumnElement[str]:
    """The kind of an artifact, in a statement that joins its job."""
    return case(
        (ArtifactRow.state == "staged", literal("unfinished")),
        (SAVED_EPOCH, literal("epochs")),
        (FRAME, literal("previews")),
        (JobRow.kind == "generate", literal("pictures")),
        (JobRow.kind == "predict", literal("answers")),
        else_=literal("other"),
    )
