"""`docs/book-claims.md`: the claims and what was measured, as the API tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]
VERDICTS = {"holds": "holds", "fails": "**fails**", "not_measured": "not measured", "data_missing": "data not here"}
RELATIONS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "within": "within"}
HEAD = """# The book's claims, measured here

Each row is a sentence of the book as an assertion: `models/claims/` holds the trainings, the measure and what is
expected. A value is one seed; the mean over seeds decides. Any past run with the same recipe, settings, data set and
seed counts.
The page is written by `make claims` (quick set) or `make claims ALL=1`; the dashboard shows the same at `/claims`, with
links to the runs. A claim that fails stays here, with the reason where one is known.
"""


def written(value: float | None, unit: str) -> str:
    """A figure as the page shows it."""
    if value is None:
        return "-"
    match unit:
        case "fraction":
            return f"{value:.3f}"
        case "points":
            return f"{100 * value:+.1f} points"
        case "k$":
            return f"{value:.2f} k$"
        case "epoch":
            return f"{value:.3g}"
        case "°C":
            return f"{value:.2f} °C"
        case _:
            return f"{value:+.3f}" if unit == "loss" else f"{value:.2f}"


def expected(claim: Json) -> str:
    """The assertion in words: `at most 8`."""
    bound = written(claim["bound"], claim["unit"]) if claim["bound"] else "0"
    tolerance = written(claim["tolerance"], claim["unit"]).lstrip("+") if claim["tolerance"] else ""
    if claim["relation"] == "within":
        return f"{bound} ± {tolerance}"
    return f"{RELATIONS[claim['relation']]} {bound}" + (f" (± {tolerance})" if tolerance else "")


def values(claim: Json) -> list[float]:
    """One value for each seed that was measured."""
    return [seed["value"] for seed in claim["seeds"] if seed["value"] is not None]


def page(claims: Sequence[Json], measured: str) -> str:
    """The whole page.

    Args:
        measured: when, where and by which command: a sentence.
    """
    counts = ", ".join(f"{_count(claims, verdict)} {words.strip('*')}" for verdict, words in VERDICTS.items())
    return "\n".join(
        [HEAD, f"{measured} {len(claims)} claims: {counts}.\n", *_table(claims), "", *_settings(claims), ""]
    )


def _count(claims: Sequence[Json], verdict: str) -> int:
    return sum(claim["verdict"] == verdict for claim in claims)


def _table(claims: Iterable[Json]) -> list[str]:
    rows = [
        "| claim | book | expected | measured, one value a seed | mean | verdict | remarks |",
        "|---|---|---|---|---|---|---|",
    ]
    for claim in claims:
        found = ", ".join(written(value, claim["unit"]) for value in values(claim)) or "-"
        cells = [
            f"`{claim['id']}`: {claim['statement']['en']} ({claim['source']})",
            written(claim["book"], claim["unit"]), expected(claim), found, written(claim["mean"], claim["unit"]),
            VERDICTS[claim["verdict"]], _remarks(claim),
        ]  # fmt: skip
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return rows


def _remarks(claim: Json) -> str:
    parts = [claim["reason"]["en"]] if claim["reason"] and claim["verdict"] == "fails" else []
    parts += [claim["note"]["en"]] if claim["note"] else []
    parts += [f"Needs the data set {', '.join(claim['missing_data'])}."] if claim["missing_data"] else []
    return " ".join(parts)


def _settings(claims: Iterable[Json]) -> list[str]:
    lines = ["## Settings", "", "Settings that are not named have the recipe's defaults.", ""]
    for claim in claims:
        for setup in claim["setups"]:
            params = ", ".join(f"{name} {value}" for name, value in setup["params"].items())
            lines.append(f"- `{claim['id']}`, {setup['name']}: {setup['recipe']} on {setup['data_set']}; {params}")
    return lines
