"""`chapterhouse`: the commands of `app.cli`, and the two that start processes."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.console import Console

from app import logs
from app.cli import app, run
from app.jobs.states import QUEUES
from app.settings import get_settings

__all__ = ["app", "main"]


@app.command()
def worker(
    queues: Annotated[str, typer.Option(help="queues to serve, by comma")] = "train,generate",
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="jobs at once")] = 1,
) -> None:
    """Run jobs until told to stop."""
    from workers.launcher import Group, Launcher

    settings = get_settings()
    logs.configure(settings)
    names = tuple(name.strip() for name in queues.split(","))
    unknown = set(names) - set(QUEUES)
    if unknown:
        raise typer.BadParameter(f"unknown queue {', '.join(sorted(unknown))}; known are {', '.join(QUEUES)}")
    raise typer.Exit(Launcher(settings, Group(names, concurrency)).run())


@app.command()
def up(
    train: Annotated[bool, typer.Option(help="train the quick recipes that have no version yet")] = True,
    host: Annotated[str, typer.Option(help="address to listen on")] = "",
    port: Annotated[int, typer.Option(help="port to listen on; 0: the setting")] = 0,
    data_dir: Annotated[str, typer.Option(help="folder for everything this run writes")] = "",
) -> None:
    """Run the whole house on this machine: broker, API, dashboard and workers."""
    from workers.preflight import StartError
    from workers.supervisor import Supervisor

    for name, value in (("HOST", host), ("PORT", str(port or "")), ("DATA_DIR", data_dir)):
        if value:
            os.environ[f"CHAPTERHOUSE_{name}"] = value  # the processes below read it too
    console = Console()
    try:
        code = Supervisor(get_settings(), console, train=train).run()
    except StartError as refusal:
        console.print(f"[red]{refusal}[/]", soft_wrap=True)
        code = 1
    raise typer.Exit(code)


def main() -> None:
    """The console script."""
    run(app)


if __name__ == "__main__":
    main()
