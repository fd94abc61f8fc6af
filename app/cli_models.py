"""`chapterhouse models` and `chapterhouse datasets`."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli_output import client, out, show_table

Json = dict[str, Any]
models = typer.Typer(help="Models: list, show, promote, rollback.", invoke_without_command=True)
datasets = typer.Typer(help="Data sets: list, import.", invoke_without_command=True)
Name = Annotated[str, typer.Argument(help="name of the model")]
Alias = Annotated[str, typer.Option(help="the alias to move")]


@models.callback()
def default_models(context: typer.Context) -> None:
    """Models and their versions in production."""
    if context.invoked_subcommand is None:
        list_models(context)


@models.command("list")
def list_models(context: typer.Context) -> None:
    """Models and their versions in production."""
    rows = [
        [model["name"], model["recipe"], _production(model), str(model["last_version"]), _figures(model)]
        for model in client(context).get("/models")["data"]
    ]
    show_table("models", ["model", "recipe", "production", "newest", "figures"], rows)


@models.command()
def show(context: typer.Context, name: Name) -> None:
    """A model and its versions as JSON."""
    api = client(context)
    out.print_json(data=api.get(f"/models/{name}") | {"versions": api.get(f"/models/{name}/versions")["data"]})


@models.command()
def promote(
    context: typer.Context, name: Name, version: Annotated[int, typer.Argument(min=1)], alias: Alias = "production"
) -> None:
    """Let an alias name this version."""
    moved = client(context).put(f"/models/{name}/aliases/{alias}", {"version": version})
    out.print(f"{name}@{alias} is version {moved['version']}")


@models.command()
def rollback(context: typer.Context, name: Name, alias: Alias = "production") -> None:
    """Undo the last move of an alias."""
    moved = client(context).post(f"/models/{name}/aliases/{alias}/rollback")
    out.print(f"{name}@{alias} is version {moved['version']}")


def _production(model: Json) -> str:
    return str(model["production"]["version"]) if model["production"] else "none"


def _figures(model: Json) -> str:
    metrics = model["production"]["metrics"] if model["production"] else {}
    numbers = [f"{name} {value:.4g}" for name, value in metrics.items() if isinstance(value, int | float)]
    return "  ".join(numbers[:3])


@datasets.callback()
def default_datasets(context: typer.Context) -> None:
    """Every data set."""
    if context.invoked_subcommand is None:
        list_datasets(context)


@datasets.command("list")
def list_datasets(context: typer.Context) -> None:
    """Every data set and whether it is on this machine."""
    rows = [
        [item["name"], item["kind"], item["origin"], str(item["rows"] or ""), "yes" if item["available"] else "no"]
        for item in client(context).get("/datasets")["data"]
    ]
    show_table("data sets", ["name", "kind", "origin", "rows", "here"], rows)


@datasets.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, or the archive")],
    name: Annotated[str, typer.Argument(help="name of the data set")],
) -> None:
    """Make a data set of a file: read whole, checked and profiled."""
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with file.open("rb") as content:
        made = client(context).upload("/datasets", {"file": (file.name, content, media_type)}, {"name": name})
    out.print(f"{made['name']}: {made['kind']}, {made['rows']} rows")
