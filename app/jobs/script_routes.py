"""A run as a plain Keras program."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app import __version__
from app.access.scopes import needs
from app.db.tables import JobRow
from app.errors import AppError
from app.http.fields import JobId
from app.jobs import control
from app.jobs.service import find_card
from app.jobs.states import Status
from app.services import House
from models.recipe import InputError
from models.script import Run, write

router = APIRouter(prefix="/api/v1", tags=["jobs"])
PROGRAM = {200: {"content": {"text/x-python": {"schema": {"type": "string"}}}, "description": "The program"}}


@router.get("/jobs/{job_id}/script", response_class=Response, responses=PROGRAM, dependencies=[needs("jobs:read")])  # type: ignore[arg-type]  # ints are str | int
def get_script(house: House, job_id: JobId) -> Response:
    """The run as a short program that needs Keras and nothing of Chapterhouse, and reaches the same figures."""
    with house.database.read() as session:
        run = _run(control.get(session, job_id))
    try:
        program = write(find_card(run.recipe), run)
    except InputError as error:  # data of a format that no short program reads the same way
        raise AppError(404, error.code, str(error)) from None
    headers = {"Content-Disposition": f'attachment; filename="{run.recipe}-{run.job_id}.py"'}
    return Response(program, media_type="text/x-python", headers=headers)


def _run(row: JobRow) -> Run:
    card = find_card(row.recipe)
    if row.kind != "train" or not card.scripted:
        detail = f"Runs of the recipe {card.name} are not told as programs."
        raise AppError(404, "script_not_available", detail)
    if row.origin or row.steering:
        detail = "The run went on from a saved epoch or was steered; a program tells only a run that ran by itself."
        raise AppError(404, "script_not_available", detail)
    if row.status != Status.SUCCEEDED or not row.result:
        raise AppError(409, "script_not_ready", f"The job is {row.status}; a program tells a run that succeeded.")
    if "data" not in row.result:
        raise AppError(404, "script_not_available", "The result does not tell which data the run learned from.")
    return Run(row.id, row.recipe, row.params, row.seed, row.result["data"], row.result["metrics"], __version__)
