"""`chapterhouse drain` and `resume`: workers out of service and back."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from app.cli_output import client, notes, out
from app.client import Client

Json = dict[str, Any]
commands = typer.Typer()
LOOK_EVERY_S = 1.0
Names = Annotated[list[str] | None, typer.Argument(help="ids as `GET /api/v1/workers` has them; all when left out")]


@commands.command()
def drain(
    context: typer.Context,
    workers: Names = None,
    hand_back: Annotated[bool, typer.Option(help="queue running jobs again, instead of letting them end")] = False,
    wait: Annotated[bool, typer.Option(help="return when none of them runs a job any more")] = True,
) -> None:
    """Let workers take no new job, until they are resumed or started again."""
    service = client(context)
    chosen = workers or _alive(service)
    for worker in chosen:
        state = service.post(f"/workers/{worker}/drain", {"jobs": "hand_back" if hand_back else "finish"})["state"]
        notes.print(f"{worker}: {state}", highlight=False)
    while wait and (busy := _draining(service, chosen)):
        notes.print(f"waiting for {', '.join(busy)}", highlight=False)
        time.sleep(LOOK_EVERY_S)
    out.print(f"{len(chosen)} drained" if wait else f"{len(chosen)} asked")


@commands.command()
def resume(context: typer.Context, workers: Names = None) -> None:
    """Let drained workers take jobs again."""
    service = client(context)
    for worker in workers or _alive(service):
        service.post(f"/workers/{worker}/resume")
        out.print(f"{worker}: resumed", highlight=False)


def _alive(service: Client) -> list[str]:
    return [worker["id"] for worker in _workers(service) if worker["alive"] and not worker["stopping"]]


def _draining(service: Client, chosen: list[str]) -> list[str]:
    return [worker["id"] for worker in _workers(service) if worker["id"] in chosen and worker["state"] == "draining"]


def _workers(service: Client) -> list[Json]:
    return service.get_list("/workers")
