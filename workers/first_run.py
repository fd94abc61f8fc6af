"""The first minutes of a new data folder: trains the quick recipes, shows how it goes, and says how to ask."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import threading
import time
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from app.settings import Settings
from models.catalog import CARDS
from models.recipe import Card

Json = dict[str, Any]
QUICK = ("sentiment", "news", "house-prices", "imagenet")
STUDIO = {"vae": "map", "text-generator": "quick"}  # recipe: preset; trained once the quick ones answer
POLL_S = 0.5
FINISHED = ("succeeded", "failed", "canceled", "expired")


class FirstRun:
    """Talks to the API like any other client, from a thread beside the supervisor."""

    def __init__(self, settings: Settings, console: Console, *, train: bool) -> None:
        host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
        self._url = f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
        self._client = httpx.Client(base_url=f"{self._url}/api/v1", timeout=10)
        self._console, self._train = console, train
        self._over = threading.Event()
        self._settings = settings
        self._thread = threading.Thread(target=self._run, name="first run", daemon=True)
        self.api_answers = False

    def start(self) -> None:
        """Begin to wait for the API."""
        self._thread.start()

    def stop(self) -> None:
        """Say nothing more."""
        self._over.set()

    def _run(self) -> None:
        if not self._wait_for_api():
            return
        if not self._settings.is_open:
            self._client.headers["Authorization"] = f"Bearer {self._key()}"
        self._console.print(f"[green]ready[/]  [bold]{self._url}[/]")
        try:
            self._train_missing({name: {} for name in QUICK})
            self._show_question()
            self._draw_atlas()
            self._train_missing({name: preset_params(CARDS[name], preset) for name, preset in STUDIO.items()})
        except (httpx.HTTPError, KeyError) as error:
            if not self._over.is_set():
                self._console.print(f"[yellow]The first trainings could not be followed: {error!r}[/]")

    def _key(self) -> str:
        """The key that `up` left for the owner, or the one of the environment."""
        file = self._settings.admin_key_file
        return file.read_text().strip() if file.is_file() else os.environ.get("CHAPTERHOUSE_KEY", "")

    def _wait_for_api(self) -> bool:
        while not self._over.is_set():
            try:
                if self._client.get("/health/live", timeout=2).status_code == 200:
                    self.api_answers = True
                    return True
            except httpx.TransportError:
                pass  # not yet
            self._over.wait(0.1)
        return False

    def _get(self, path: str, **params: Any) -> Json:
        while True:
            try:
                response = self._client.get(path, params=params)
                response.raise_for_status()
                document: Json = response.json()
                return document
            except httpx.TransportError:  # the API restarts: the supervisor is on it
                if self._over.wait(POLL_S):
                    raise

    def _train_missing(self, recipes: dict[str, Json]) -> None:
        jobs = self._missing_jobs(recipes) if self._train and not self._over.is_set() else {}
        if jobs:
            self._follow(jobs)

    def _draw_atlas(self) -> None:
        """What each layer dreams of, for the thumbnails of the dream page: once, beside the trainings."""
        wanted = {"view": "atlas"}
        known = self._get("/jobs", recipe="deep-dream", limit=200)["data"]
        if self._train and not self._over.is_set() and not any(job["params"].get("view") == "atlas" for job in known):
            self._submit("deep-dream", wanted)

    def _missing_jobs(self, recipes: dict[str, Json]) -> dict[str, str]:
        """Job id by recipe: one training for each recipe without a version in production."""
        answering = {model["name"] for model in self._get("/models")["data"] if model["production"]}
        unfinished = self._get("/jobs", kind="train", status=["queued", "running", "canceling"])["data"]
        waiting = {job["recipe"]: job["id"] for job in unfinished if (job["model"] or job["recipe"]) == job["recipe"]}
        wanted = [name for name in recipes if name in CARDS and name not in answering]
        return {name: waiting.get(name) or self._submit(name, recipes[name]) for name in wanted}

    def _submit(self, recipe: str, params: Json) -> str:
        body = {"kind": CARDS[recipe].kind, "recipe": recipe, "params": params}
        headers = {"Idempotency-Key": f"first-run-{secrets.token_hex(8)}"}
        while True:
            try:
                response = self._client.post("/jobs", json=body, headers=headers)
                response.raise_for_status()
                return str(response.json()["id"])
            except httpx.TransportError:  # the key makes the repetition harmless
                if self._over.wait(POLL_S):
                    raise

    def _follow(self, jobs: dict[str, str]) -> None:
        seconds = sum(self._get(f"/jobs/{job_id}")["metrics"]["estimated_s"] for job_id in jobs.values())
        self._console.print(f"Training {', '.join(jobs)} (about {seconds:.0f} s the first time)")
        bars = _bars(self._console)
        with bars if self._console.is_terminal else nullcontext():
            rows = {name: bars.add_task(name, total=1.0, phase="queued") for name in jobs}
            while jobs and not self._over.is_set():
                for name, job_id in list(jobs.items()):
                    job = self._get(f"/jobs/{job_id}")
                    _move(bars, rows[name], job)
                    if job["status"] in FINISHED:
                        del jobs[name]
                        self._console.print(_end_line(name, job))
                time.sleep(POLL_S)

    def _show_question(self) -> None:
        models = [model["name"] for model in self._get("/models")["data"] if model["production"]]
        for name in _best_first(models):
            if name in CARDS and not self._over.is_set():
                question = json.dumps({"queries": [CARDS[name].examples[0]]}, ensure_ascii=False)
                address = f"{self._url}/api/v1/models/{name}/predict"
                key = "" if self._settings.is_open else '-H "Authorization: Bearer $CHAPTERHOUSE_KEY" '
                line = f"curl -s {address} {key}-H 'Content-Type: application/json' -d {shlex.quote(question)}"
                self._console.print("Try it:")
                self._console.print(line, soft_wrap=True, highlight=False, markup=False)
                return


def preset_params(card: Card, preset: str) -> Json:
    """The settings of a card's preset."""
    return next(item.params for item in card.presets if item.name == preset)


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description:>12}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"),
               TimeElapsedColumn(), TextColumn("{task.fields[phase]}"))  # fmt: skip
    return Progress(*columns, console=console, transient=True)


def _move(bars: Progress, row: TaskID, job: Json) -> None:
    progress = job["progress"] or {"fraction": 0.0, "phase": ""}
    done = 1.0 if job["status"] == "succeeded" else progress["fraction"]
    bars.update(row, completed=done, phase=progress["phase"] if job["status"] == "running" else job["status"])


def _end_line(name: str, job: Json) -> str:
    if job["status"] != "succeeded":
        detail = job["error"]["detail"] if job["error"] else job["status_reason"]
        return f"[red]{name}: {job['status']}[/] {detail}"
    headline = CARDS[name].headline
    if headline is None:
        return f"[green]{name}[/] is done"
    figure = job["result"]["metrics"].get(headline.metric)
    shown = f"{figure:.4g}" if figure is not None else "no figure"
    learned = job["result"]["data"].get("name")
    same = learned == CARDS[name].data_sets[0]
    book = f"on {learned}, not the book's data"
    if same:
        book = "no such figure in the book" if headline.book_figure is None else f"book {headline.book_figure:g}"
    return f"[green]{name}[/] {headline.title.en}: {shown} ({book})"


def _best_first(models: Iterable[str]) -> list[str]:
    return sorted(models, key=lambda name: QUICK.index(name) if name in QUICK else len(QUICK))
