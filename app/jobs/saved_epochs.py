"""The epochs that a training keeps for time travel: two artifacts each, which outlive the attempt that made them."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db.tables import ArtifactRow, JobRow

SAVED_EPOCH = ArtifactRow.name.like("epoch-%")


def epoch_state(epoch: int) -> str:
    """The name of the artifact that holds the training's state after that epoch."""
    return f"epoch-{epoch:04d}.state"


def epoch_picture(epoch: int) -> str:
    """The name of the picture that the network made after that epoch."""
    return f"epoch-{epoch:04d}.png"


def adopt(session: Session, row: JobRow) -> None:
    """Hand the saved epochs of earlier attempts to the attempt that has just begun: it resumes from there."""
    earlier = (ArtifactRow.job_id == row.id, ArtifactRow.attempt < row.attempt, SAVED_EPOCH)
    session.execute(update(ArtifactRow).where(*earlier).values(attempt=row.attempt, state="staged"))


def keep(session: Session, row: JobRow) -> None:
    """Let the saved epochs of a job stay that ended while it waited for its next attempt."""
    mine = (ArtifactRow.job_id == row.id, ArtifactRow.attempt == row.attempt, ArtifactRow.state == "staged")
    session.execute(update(ArtifactRow).where(*mine, SAVED_EPOCH).values(state="live"))
