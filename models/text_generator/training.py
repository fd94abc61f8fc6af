"""Trains the network that writes.

Task: the probability of the next character, for every character of a text.
Source: Chollet, Deep Learning with Python, 1E §8.1 (character LSTM, temperature), 2E chapter 12.1 (Transformer).
Data: `shakespeare`, or a person's own UTF-8 text. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from models.checkpoint import Progress
from models.data.corpus import read_corpus
from models.fit import EpochLogs, Plan, run_epochs
from models.job import Job, Trained
from models.recipe import JobFailure, Json
from models.text_generator import baselines, quality
from models.text_generator.card import CARD, Params
from models.text_generator.learning import Learner, rate_at, streams_of
from models.text_generator.network import build
from models.text_generator.parts import Parts, prepare
from models.text_generator.questions import EXAMPLES

TEMPERATURES = (0.2, 0.5, 1.0, 1.5)
WATCHED = 32_768  # validation characters measured after each epoch
JUDGED_TEXTS = 8
JUDGED = 5  # lengths of a sample
PROBES = 16


def train(params: Params, job: Job) -> Trained:
    """Train, and measure on text never trained on.

    Raises:
        JobFailure: `dataset_unavailable`, `dataset_kind`, `diverged`.
        InputError: the person's text cannot be used.
    """
    keras.utils.set_random_seed(job.seed)
    data = job.dataset(job.data_set or CARD.data_sets[0])
    parts = prepare(read_corpus(data), params)
    streams = streams_of(parts.numbers("train"), params, job.seed)
    learner = Learner(build(params, len(parts.characters)), params, streams.rows)
    validation = parts.numbers("validation")[:WATCHED]
    total = params.epochs * params.steps_per_epoch

    def epoch_function(epoch: int) -> EpochLogs:
        losses = []
        for step in range(epoch * params.steps_per_epoch, (epoch + 1) * params.steps_per_epoch):
            settings = {"learning_rate": params.learning_rate, **job.steered(step)}
            rate = rate_at(step, total, float(settings["learning_rate"]), params.decay)
            losses.append(learner.learn(*streams.windows(step), rate=rate, restart=streams.restarts(step)))
            if not math.isfinite(losses[-1]):
                message = f"The loss is no longer a number in epoch {epoch + 1}: lower the learning rate."
                raise JobFailure(message, "diverged")
            job.tick(step + 1, total, phase=f"epoch {epoch + 1}/{params.epochs}")
        held_out = learner.nats(validation)
        _log_sample(learner, parts, params, job, epoch)
        return {"loss": float(np.mean(losses)), "val_loss": held_out, "val_bits_per_character": held_out / math.log(2)}

    plan = Plan(params.epochs, params.batch_size, patience=params.patience)
    progress = run_epochs(learner.state(), learner.network.windows.variables, epoch_function, plan, job)
    return _trained(learner, parts, progress, params, job)


def _log_sample(learner: Learner, parts: Parts, params: Params, job: Job, epoch: int) -> None:
    if not params.sample_characters:
        return
    steered = job.steered((epoch + 1) * params.steps_per_epoch - 1)
    temperature = float(steered.get("sample_temperature", params.sample_temperature))
    start = parts.characters.encode(parts.characters.start)
    written = learner.write(start, params.sample_characters, temperatures=np.array([temperature]), seed=epoch)
    job.log(f"sample after epoch {epoch + 1} at temperature {temperature:g}:\n{parts.characters.decode(written[0])}")


def _trained(learner: Learner, parts: Parts, progress: Progress, params: Params, job: Job) -> Trained:
    data = job.dataset(job.data_set or CARD.data_sets[0])
    job.tick(len(progress.history), len(progress.history), phase="measuring")
    metrics, report = _figures(learner, parts)
    metrics["best_epoch"] = float(progress.best_epoch)
    samples = _judged(learner, parts, max(100, JUDGED * params.sample_characters))
    report |= {"history": progress.history, "samples": samples}
    characters = parts.characters
    return Trained(
        networks={"step": learner.network.step},
        probes={"step": _probes(learner, parts.numbers("test"))},
        assets={"characters": characters.document()},
        metrics=metrics,
        report=report,
        data=data.provenance() | {"rows": sum(parts.split().values()), "split": parts.split()},
        decides=frozenset(),  # a text is drawn, and the states of the network decide nothing
        question={
            "characters": list(characters.known),
            "lower_case": characters.lower_case,
            "prompts": _prompts(parts),
            "temperatures": list(TEMPERATURES),
        },
    )


def _figures(learner: Learner, parts: Parts) -> tuple[dict[str, float], Json]:
    """Measure on the test text, beside guessing and counting."""
    test, size = parts.numbers("test"), len(parts.characters)
    nats = learner.nats(test)
    ngram = baselines.ngram_figures(parts.numbers("train"), parts.numbers("validation"), test, size)
    uniform = baselines.uniform_nats(size)
    metrics = {
        "nats_per_character": nats,
        "bits_per_character": nats / math.log(2),
        "perplexity": math.exp(nats),
        "validation_nats_per_character": learner.nats(parts.numbers("validation")),
        "ngram_nats_per_character": ngram.test_nats,
        "uniform_nats_per_character": uniform,
        "unknown_share": float((test == 0).mean()),
        "parameters": float(learner.network.windows.count_params()),
    }
    rows = (("network", nats), (f"{ngram.order}-gram", ngram.test_nats), ("uniform", uniform))
    compared = [
        {"name": name, "nats": value, "bits": value / math.log(2), "perplexity": math.exp(value)}
        for name, value in rows
    ]
    return metrics, {"baselines": compared}


def _judged(learner: Learner, parts: Parts, length: int) -> list[Json]:
    """Write at each temperature and count repetition and words that do not exist."""
    vocabulary = frozenset(quality.words(parts.train))
    start = parts.characters.encode(parts.characters.start)
    temperatures = np.array([0.0, *np.repeat(TEMPERATURES, JUDGED_TEXTS)])
    written = learner.write(start, length, temperatures=temperatures, seed=0)
    texts = [parts.characters.decode(row) for row in written]
    judged = []
    for temperature in (0.0, *TEMPERATURES):
        chosen = [text for text, its in zip(texts, temperatures, strict=True) if its == temperature]
        together = "\n".join(chosen)
        judged.append(
            {
                "temperature": temperature,
                "distinct_4grams": quality.distinct_share(together),
                "known_words": quality.known_share(together, vocabulary),
                "text": chosen[0],
            }
        )
    return judged


def _probes(learner: Learner, numbers: np.ndarray) -> list[Any]:
    """Give real characters of the test text, with the states that the characters before them leave."""
    step = learner.network.step
    places = np.linspace(0, len(numbers) - 33, PROBES).astype(int)[:, None] + np.arange(33)
    windows = numbers[places]
    states = [np.zeros((PROBES, *entry.shape[1:]), np.float32) for entry in step.inputs[1:]]
    for at in range(32):
        _, *states = (np.asarray(part) for part in step([windows[:, at : at + 1], *states], training=False))
    return [windows[:, 32:], *states]


def _prompts(parts: Parts) -> list[str]:
    """Give beginnings to try: the examples where the model knows their letters, and lines of the test text."""
    lines = [line.strip() for line in parts.test.split("\n")]
    lines = [line[:60] for line in lines if len(line.strip()) >= 8]
    chosen = [lines[at] for at in np.linspace(0, len(lines) - 1, 4).astype(int)] if lines else []
    named = [str(example["prompt"]) for example in EXAMPLES if example["prompt"]]
    clean = [parts.characters.clean(prompt) for prompt in [*named, *chosen]]
    return list(dict.fromkeys(prompt for prompt in clean if not parts.characters.strangers(prompt)))
