"""`chapterhouse jobs`: what runs, what ran, and following it."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli_output import client, colored, notes, out, show_table
from app.client import Client, Event

Json = dict[str, Any]
jobs = typer.Typer(help="Jobs: list, show, watch, cancel, retry.", invoke_without_command=True)
JobId = Annotated[str, typer.Argument(help="id of the job")]


@jobs.callback()
def default(context: typer.Context) -> None:
    """Jobs, newest first."""
    if context.invoked_subcommand is None:
        list_jobs(context)


@jobs.command("list")
def list_jobs(
    context: typer.Context,
    status: Annotated[list[str] | None, typer.Option(help="only these; may be repeated")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="how many")] = 20,
) -> None:
    """Jobs, newest first."""
    found = client(context).get("/jobs", limit=limit, status=status or [])["data"]
    rows = [
        [job["id"], job["kind"], job["recipe"], colored(job["status"]), _percent(job), job["created_at"][:19]]
        for job in found
    ]
    show_table("jobs", ["id", "kind", "recipe", "status", "done", "created"], rows)


@jobs.command()
def show(context: typer.Context, job_id: JobId) -> None:
    """A job as JSON."""
    out.print_json(data=client(context).get(f"/jobs/{job_id}"))


@jobs.command()
def cancel(
    context: typer.Context,
    job_id: JobId,
    grace_s: Annotated[float, typer.Option(min=0, max=600, help="seconds until it is stopped by force")] = 20.0,
) -> None:
    """Stop a job."""
    job = client(context).post(f"/jobs/{job_id}/cancel", {"grace_s": grace_s})
    out.print(colored(job["status"]))


@jobs.command()
def retry(context: typer.Context, job_id: JobId) -> None:
    """Queue a job that did not succeed again."""
    job = client(context).post(f"/jobs/{job_id}/retry")
    out.print(colored(job["status"]))


@jobs.command()
def watch(context: typer.Context, job_id: JobId) -> None:
    """Follow a job to its end; the exit code is 0 when it succeeded."""
    follow(client(context), job_id)


def follow(api: Client, job_id: str) -> Json:
    """Show a job's progress until it ends; gives the job.

    Raises:
        typer.Exit: with code 1 when it did not succeed.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"),
               TimeElapsedColumn(), TextColumn("{task.fields[phase]}"))  # fmt: skip
    with Progress(*columns, console=notes, transient=True) as bars:
        row = bars.add_task(job_id, total=1.0, phase="queued")
        for event in api.follow(job_id):
            _advance(bars, row, event)
    job = api.get(f"/jobs/{job_id}")
    notes.print(f"{job_id} {colored(job['status'])}", highlight=False)
    if job["status"] != "succeeded":
        if job["error"]:
            notes.print(job["error"]["detail"], markup=False, highlight=False)
        raise typer.Exit(1)
    return job


def _advance(bars: Progress, row: Any, event: Event) -> None:
    if event.type == "progress":
        bars.update(row, completed=event.data["fraction"], phase=event.data["phase"])
    elif event.type == "metric":
        figures = (f"{name} {value:.4g}" for name, value in event.data["values"].items() if value is not None)
        notes.print(f"{event.data['epoch']:>4}  {'  '.join(figures)}", highlight=False)
    elif event.type == "log":
        notes.print(event.data["message"], markup=False, highlight=False)
    elif event.type == "status":
        bars.update(row, phase=event.data["to"])


def _percent(job: Json) -> str:
    return f"{job['progress']['fraction']:.0%}" if job["progress"] else ""
