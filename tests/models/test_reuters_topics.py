"""Several topics a newswire, on the real Reuters-21578: `CHAPTERHOUSE_REUTERS=<archive> pytest -m slow <this file>`."""

from __future__ import annotations

import json
import os
import re
import tarfile
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from tests.models.fakes import FakeJob
from tests.models.small_data import uploaded

ARCHIVE = os.environ.get("CHAPTERHOUSE_REUTERS", "")
TOPICS = 20  # the most frequent ones
LONGEST = 4000  # characters of a newswire
_WIRE = re.compile(r'<REUTERS TOPICS="YES".*?</REUTERS>', re.DOTALL)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not ARCHIVE, reason="CHAPTERHOUSE_REUTERS names no archive")]


def newswires() -> list[tuple[list[str], str]]:
    """The topics and the body of each newswire that has both."""
    found = []
    with tarfile.open(ARCHIVE) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.name.endswith(".sgm") else None
            for wire in _WIRE.findall(file.read().decode("latin-1")) if file else []:
                topics = re.findall(r"<D>(.*?)</D>", wire.partition("<TOPICS>")[2].partition("</TOPICS>")[0])
                body = wire.partition("<BODY>")[2].partition("</BODY>")[0]
                text = re.sub(r"[\x00-\x08\x0b-\x1f]", " ", unescape(body)).strip()
                if topics and text:
                    found.append((topics, text[:LONGEST]))
    return found


def test_topics_are_ranked_far_above_chance(tmp_path: Path) -> None:
    from models.designer.card import Params
    from models.designer.training import train

    wires = newswires()
    counts = Counter(topic for topics, _ in wires for topic in topics)
    frequent = {topic for topic, _ in counts.most_common(TOPICS)}
    kept = [([topic for topic in topics if topic in frequent], text) for topics, text in wires]
    lines = [json.dumps({"topics": topics, "text": text}) for topics, text in kept if topics]
    job = FakeJob(tmp_path, data_set="mine", data={"mine": uploaded(tmp_path / "a.jsonl", "\n".join(lines), "jsonl")})

    trained = train(Params(input="text", task="multi-label", epochs=10), job)

    assert trained.headline is not None and trained.headline.metric == "mean_average_precision"
    assert trained.metrics["baseline_mean_average_precision"] < 0.07
    assert trained.metrics["mean_average_precision"] >= 0.77  # 0.803 measured, docs/recipes.md
