"""`chapterhouse storage`: what lies in the store of files, and sweeping it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app.cli_output import client, notes, out, show_table

Json = dict[str, Any]
storage = typer.Typer(help="The store of files: show, sweep.", invoke_without_command=True)


@storage.callback()
def show(context: typer.Context) -> None:
    """Files and bytes by kind, and what takes the most."""
    if context.invoked_subcommand is not None:
        return
    found = client(context).get("/storage")
    out.print(f"{found['where']}: {found['files']} files, {size(found['bytes'])}", highlight=False)
    if not found["answers"]:
        notes.print("[red]it does not answer now[/]")
    kinds = [kind for kind in found["kinds"] if kind["files"]]
    rows = [[kind["kind"], str(kind["files"]), size(kind["bytes"]), _kept(kind)] for kind in kinds]
    show_table("files", ["kind", "files", "size", "kept"], rows)
    rows = [
        [item["title"], item["kind"], size(item["bytes"]), _needed(item["in_use"])] for item in found["biggest"][:10]
    ]
    show_table("large things", ["largest", "kind", "size", "needed by"], rows)
    for damaged in found["damaged"]:
        notes.print(f"[red]{damaged['damage']}[/] sha256-{damaged['sha256']}: {', '.join(damaged['named_by'])}")


@storage.command()
def sweep(
    context: typer.Context,
    delete: Annotated[bool, typer.Option(help="delete what is found; otherwise only look")] = False,
) -> None:
    """Look for files that nothing names, names whose file is lost, and what is due to go."""
    found = client(context).post("/storage/sweep", {"dry_run": not delete})
    out.print(f"{found['files']} files, {size(found['bytes'])}", highlight=False)
    out.print(f"{found['orphans']} that nothing names, {size(found['orphan_bytes'])}; {found['removed']} deleted")
    for due in found["due"]:
        word = "deleted" if delete else "due"
        out.print(f"{due['kind']}: {due['items']} {word}, {size(due['bytes'])}", highlight=False)
    for sha256 in found["missing"]:
        notes.print(f"[red]missing[/] sha256-{sha256}")
    if found["missing_files"]:
        raise typer.Exit(1)


def size(number: int) -> str:
    """Bytes as people read them: `12.3 MB`."""
    value, unit = float(number), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"


def _needed(in_use: Json | None) -> str:
    return f"{in_use['by']} {in_use['name']}" if in_use else ""


def _kept(kind: Json) -> str:
    if kind["keep_versions"] is not None:
        return f"newest {kind['keep_versions']}"
    return "for ever" if kind["keep_days"] is None else f"{kind['keep_days']:g} days"
