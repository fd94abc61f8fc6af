"""What answering together saves: `python -m bench.batching`. docs/decisions/0019 reads its table.

Several single questions one after the other, and the same questions in one call, take turns on one thread. Networks
have the settings of the presets and weights as drawn (they change nothing about the speed); texts are real reviews,
photos the samples, windows those of the forecaster's own examples.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from bench.report import write
from bench.text_serving import HEAD, some_reviews
from models.catalog import CARDS, load_answerer
from models.job import Answerer, Trained
from models.recipe import Json
from models.sentiment.card import Params as SentimentParams
from models.text_networks.card import TextQuery
from models.text_networks.presets import SENTIMENT_PRESETS
from models.text_networks.training import build, prepare, trained
from tests.models.fakes import FakeBundle, FakeJob
from tests.models.small_series import wave_csv

TOGETHER = 8
ROUNDS = 9
ENOUGH_S = 0.02  # a round lasts at least this long


@dataclass(frozen=True)
class Asked:
    """A version and as many different questions as are asked together."""

    name: str
    answerer: Answerer
    queries: Sequence[Any]


def answerer_of(recipe: str, version: Trained) -> Answerer:
    """Export a training as a worker does and load it as the API does."""
    with tempfile.TemporaryDirectory() as folder:
        return load_answerer(CARDS[recipe], FakeBundle(version, Path(folder)))


def texts(folder: Path) -> Iterator[Asked]:
    """Every text architecture, on reviews of different lengths as they come."""
    data = some_reviews(folder)
    for preset in SENTIMENT_PRESETS:
        params = SentimentParams(**preset.params)
        corpus = prepare(params, data, fraction=0.1, job=FakeJob(folder))
        model = build(params, HEAD, width=corpus.encoding.width)
        version = trained(params, HEAD, model, corpus, figures={}, report={})
        chosen = [corpus.rows.texts[row] for row in corpus.split.test[:TOGETHER]]
        yield Asked(f"sentiment, {preset.name}", answerer_of("sentiment", version), [TextQuery(text=t) for t in chosen])


def photos(folder: Path) -> Iterator[Asked]:
    """EfficientNet-Lite0 with ImageNet's names."""
    from models.imagenet.card import Params
    from models.imagenet.training import train

    version = train(Params(), FakeJob(folder))
    images = [example["image"] for example in version.question["examples"]]
    query = CARDS["imagenet"].Query
    assert query is not None
    queries = [query.model_validate({"image": images[place % len(images)]}) for place in range(TOGETHER)]
    yield Asked("imagenet, EfficientNet-Lite0", answerer_of("imagenet", version), queries)


def forecasts(folder: Path) -> Iterator[Asked]:
    """Every forecasting architecture at its default size, after one epoch on a drawn series."""
    from models.temperature.card import Architecture, Params, Query
    from models.temperature.training import train

    data = {"mine": wave_csv(folder, rows=3_000)}
    for architecture in get_args(Architecture):
        params = Params(architecture=architecture, epochs=1, window=120)
        shutil.rmtree(folder / "checkpoint", ignore_errors=True)
        version = train(params, FakeJob(folder, data_set="mine", data=data))
        example = version.question["examples"][0]
        queries = [Query.model_validate(moved(example, place)) for place in range(TOGETHER)]
        yield Asked(f"temperature, {architecture}", answerer_of("temperature", version), queries)


def moved(example: Json, by: int) -> Json:
    """The same window, its rows turned: different numbers, equally many."""
    window = example["window"]
    return {"window": window[by:] + window[:by]}


def houses(folder: Path) -> Iterator[Asked]:
    """The k-fold ensemble."""
    from models.house_prices.card import Params
    from models.house_prices.training import train

    version = train(Params(epochs=1), FakeJob(folder))
    query = CARDS["house-prices"].Query
    assert query is not None
    named = {feature["name"]: feature["median"] for feature in version.question["features"]}
    queries = [query.model_validate(named) for _ in range(TOGETHER)]
    yield Asked("house-prices, ensemble", answerer_of("house-prices", version), queries)


def timed(asked: Asked) -> tuple[float, float]:
    """Give milliseconds a question: one after the other, and together; medians of rounds in turn."""
    answer, queries = asked.answerer.answer, asked.queries

    def alone() -> None:
        for query in queries:
            answer([query])

    started = time.perf_counter()
    alone()
    times = max(1, round(ENOUGH_S / (time.perf_counter() - started)))
    apart, together = [], []
    for _ in range(ROUNDS):
        apart.append(lasting(alone, times))
        together.append(lasting(lambda: answer(queries), times))
    return statistics.median(apart), statistics.median(together)


def lasting(work: Any, times: int) -> float:
    """Give milliseconds a question."""
    started = time.perf_counter()
    for _ in range(times):
        work()
    return 1000 * (time.perf_counter() - started) / times / TOGETHER


def numbers_in(value: Any) -> Iterator[float]:
    """Every number of an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, int | float):
        yield value


def difference(asked: Asked) -> float:
    """Give how far an answer given together is from the same one given alone, at most, as a share of the larger one."""
    together = [answer.model_dump() for answer in asked.answerer.answer(asked.queries)]
    alone = [asked.answerer.answer([query])[0].model_dump() for query in asked.queries]
    pairs = zip(numbers_in(together), numbers_in(alone), strict=True)
    return max(abs(one - other) / max(1.0, abs(one), abs(other)) for one, other in pairs)


def row_of(asked: Asked) -> str:
    """Measure a version; give its line of the table."""
    apart, together = timed(asked)
    line = f"| {asked.name} | {apart:.3f} | {together:.3f} | {together / apart:.2f} | {difference(asked):.1e} |"
    sys.stdout.write(line + "\n")
    return line


def main() -> None:
    """Measure every network and write the section of docs/benchmarks.md."""
    lines = [
        f"{TOGETHER} different questions one after the other and in one call, one thread, medians of {ROUNDS} rounds: "
        "milliseconds a question, and how far the answers are apart at most.",
        "",
        "| network | alone | together | ratio | difference |",
        "|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as name:
        for family in (houses, photos, forecasts, texts):
            folder = Path(name) / family.__name__
            folder.mkdir()
            lines += [row_of(asked) for asked in family(folder)]
    write("batching", "Questions answered together", lines)


if __name__ == "__main__":
    main()
