"""The names of ImageNet's 1,000 classes, in the order of the network's outputs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from models.recipe import JobFailure

CLASSES = 1000


def class_names(synsets: Path, lemmas: Path) -> list[str]:
    """Give a distinct name for each class: its first lemma, and the second where two classes share the first.

    Args:
        synsets: one WordNet id a line, in the order of the outputs.
        lemmas: a WordNet id, a tab, and its lemmas by comma, a line.

    Raises:
        JobFailure: `dataset_corrupt` when the files do not name 1,000 classes.
    """
    known = dict(line.split("\t", 1) for line in lemmas.read_text(encoding="utf-8").splitlines() if "\t" in line)
    words = [known.get(name, "").split(", ") for name in synsets.read_text(encoding="utf-8").split()]
    if len(words) != CLASSES or any(not word[0] for word in words):
        raise JobFailure("The files of ImageNet's names do not name 1,000 classes.", "dataset_corrupt")
    counts = Counter(word[0] for word in words)
    names: list[str] = []
    for word in words:
        full = word[0] if counts[word[0]] == 1 else " / ".join(word[:2])
        names.append(full if full not in names else f"{full} ({names.count(full) + 1})")
    return names
