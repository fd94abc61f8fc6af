"""`chapterhouse models` and `chapterhouse datasets`."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from app.cli_output import client, out, show_table

Json = dict[str, Any]
models = typer.Typer(help="Models: list, show, promote, rollback.", invoke_without_command=True)
datasets = typer.Typer(help="Data sets: list, check, import, delete.", invoke_without_command=True)
Name = Annotated[str, typer.Argument(help="name of the model")]
FORMATS = "csv, csv-series, jsonl, text, npz, images-zip or sounds-zip; by its content when left out"
DataFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="the file")]
DataSetName = Annotated[str, typer.Argument(help="name of the data set")]
Format = Annotated[str | None, typer.Option(help=FORMATS)]
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
def import_file(context: typer.Context, file: DataFile, name: DataSetName, format: Format = None) -> None:
    """Make a data set of a file: read whole, checked and profiled."""
    fields = {"name": name} | ({"format": format} if format else {})
    with file.open("rb") as content:
        made = client(context).upload("/datasets", {"file": (file.name, content, _media_type(file))}, fields)
    rows = "" if made["rows"] is None else f", {made['rows']} rows"
    out.print(f"{made['name']}: {made['kind']}{rows}", highlight=False)


@datasets.command("check")
def check_file(context: typer.Context, file: DataFile, format: Format = None) -> None:
    """Say what a file holds and what to mend before training; no data set is made."""
    api = client(context)
    with file.open("rb") as content:
        upload = api.upload("/uploads", {"file": (file.name, content, _media_type(file))}, {})["id"]
    profile = api.post("/datasets:check", {"upload": upload} | ({"format": format} if format else {}))
    show_profile(profile)


@datasets.command("delete")
def delete_data_set(context: typer.Context, name: DataSetName) -> None:
    """Forget a data set of your own; models trained on it stay."""
    client(context).delete(f"/datasets/{name}")
    out.print(f"{name} is deleted", highlight=False)


def show_profile(profile: Json) -> None:
    """Print a profile: its columns, its classes, its problems, and what to train."""
    rows = profile.get("rows")
    out.print(profile["kind"] + ("" if rows is None else f", {rows} rows"), highlight=False)
    columns = profile.get("columns", [])
    if columns:
        cells = [[escape(c["name"]), c["type"], str(c.get("distinct", "")), str(c["missing"] or "")] for c in columns]
        show_table("columns", ["column", "type", "distinct", "missing"], cells)
    if profile.get("classes"):
        show_table("classes", ["label", "rows"], [[escape(label), str(n)] for label, n in profile["classes"].items()])
    for item in profile.get("problems", []):
        out.print(f"{item['severity']}: {item['en']}", markup=False, highlight=False)
    suggested = profile["suggestions"]
    if suggested["task"]:
        target = ", ".join(suggested["target"]) or "the labels"
        out.print(f"suggested: {suggested['task']} from {suggested['input']}, predicting {target}", markup=False)
    if suggested["recipes"]:
        out.print(f"recipes: {', '.join(suggested['recipes'])}", markup=False)


def _media_type(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
