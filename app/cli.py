"""The command line of the web side: everything that speaks the HTTP API, and the API process itself."""

from __future__ import annotations

import json
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli_backup import commands as backups
from app.cli_drain import commands as drains
from app.cli_jobs import follow, jobs
from app.cli_keys import commands as keys
from app.cli_models import datasets, models
from app.cli_output import client, notes, out, show_problem
from app.cli_storage import storage
from app.client import ApiError
from app.settings import Settings, get_settings

Json = dict[str, Any]
CHUNK = 256
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Chapterhouse on the command line.")
app.add_typer(jobs, name="jobs")
app.add_typer(models, name="models")
app.add_typer(datasets, name="datasets")
app.add_typer(keys, name="keys")
app.add_typer(storage, name="storage")
app.add_typer(backups)
app.add_typer(drains)


@app.callback()
def root(
    url: Annotated[str, typer.Option(help="address of the API; default: CHAPTERHOUSE_URL, or this machine's")] = "",
) -> None:
    """Trains the models of Deep Learning with Python and asks them."""


@app.command()
def api() -> None:
    """Run the API and the dashboard, without workers."""
    import uvicorn

    settings = get_settings()
    _refuse_unsafe(settings)
    uvicorn.run(
        "app.main:create_app", factory=True, host=settings.host, port=settings.port, log_level="info", access_log=False,
        timeout_keep_alive=10, timeout_graceful_shutdown=5,  # as everywhere: an upload that drips must not keep it
    )  # fmt: skip


def _refuse_unsafe(settings: Settings) -> None:
    """One sentence instead of the traceback that the application itself would give."""
    from app.access.start import UnsafeStartError, refuse_unsafe
    from app.db.session import Database

    database = Database(settings.database)
    try:
        refuse_unsafe(settings, database)
    except UnsafeStartError as refusal:
        notes.print(f"[red]{refusal}[/]", soft_wrap=True)
        raise typer.Exit(1) from None
    finally:
        database.dispose()


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from app.db.migrate import upgrade

    upgrade(get_settings().database)
    out.print("the database is up to date")


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from app.openapi import main as print_document

    print_document()


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document, for programs")] = False,
) -> None:
    """Check this machine and the house; the exit code is 0 when everything needed is there."""
    from app.doctor.report import tell, tell_programs

    settings = get_settings()
    raise typer.Exit(0 if (tell_programs(settings) if as_json else tell(settings, Console())) else 1)


@app.command()
def train(
    context: typer.Context,
    recipe: Annotated[str, typer.Argument(help="sentiment, news, house-prices ...")],
    param: Annotated[list[str] | None, typer.Option(help="a setting as name=value; may be repeated")] = None,
    data_set: Annotated[str | None, typer.Option(help="data set to train on")] = None,
    model: Annotated[str | None, typer.Option(help="name to publish the version under")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="same seed, same result")] = None,
    wait: Annotated[bool, typer.Option(help="follow the training to its end")] = True,
) -> None:
    """Train a recipe."""
    body: Json = {"kind": "train", "recipe": recipe, "params": dict(map(pair, param or []))}
    chosen = {"data_set": data_set, "model": model, "seed": seed}
    body |= {name: value for name, value in chosen.items() if value is not None}
    service = client(context)
    job = service.post("/jobs", body, {"Idempotency-Key": secrets.token_hex(16)})
    if not wait:
        out.print(job["id"], highlight=False)
        return
    try:
        result = follow(service, job["id"])["result"]
    except KeyboardInterrupt:
        notes.print(f"The training goes on. `chapterhouse jobs watch {job['id']}`, or `jobs cancel`.")
        raise typer.Exit(130) from None
    out.print_json(data={name: result[name] for name in ("model", "version", "metrics")})


@app.command()
def predict(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="name of the model, or name@alias")],
    question: Annotated[list[str], typer.Argument(help="a text, features as name=value, or - for JSONL on stdin")],
) -> None:
    """Ask a model; answers are JSON, one line each."""
    queries = read_lines(sys.stdin) if question == ["-"] else iter([read_question(question)])
    service = client(context)
    while chunk := list(islice(queries, CHUNK)):
        for answer in service.post(f"/models/{model}/predict", {"queries": chunk})["answers"]:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def read_question(words: list[str]) -> Json:
    """A query from the words of a command line: features when every word is name=value, else one text."""
    if all(re.fullmatch(r"[A-Za-z_]\w*=\S+", word) for word in words):
        return dict(map(pair, words))
    return {"text": " ".join(words)}


def read_lines(lines: Iterable[str]) -> Iterator[Json]:
    """Queries from JSONL; empty lines are skipped."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            query = json.loads(line)
        except ValueError:
            query = None
        if not isinstance(query, dict):
            raise typer.BadParameter(f"line {number} is not a JSON object")
        yield query


def pair(word: str) -> tuple[str, Any]:
    """`epochs=4` as ("epochs", 4); what is not JSON stays a text."""
    name, equals, value = word.partition("=")
    if not equals:
        raise typer.BadParameter(f"{word!r} is not name=value")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def run(commands: typer.Typer) -> None:
    """Run a command line; a refusal of the API is printed and gives exit code 1."""
    try:
        commands()
    except ApiError as error:
        show_problem(error)
        sys.exit(1)


def main() -> None:
    """The commands that need no workers on this machine."""
    run(app)


if __name__ == "__main__":
    main()
