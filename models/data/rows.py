"""What reading gives: texts with labels, or features with a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.recipe import InputError

SMALLEST = 40
SMALLEST_CLASS = 5  # so that training, validation and test each hold every label


@dataclass(frozen=True)
class TextRows:
    """Texts and their labels.

    Attributes:
        labels: index into `label_names`, int64, shape `(n,)`.
        test: rows the publisher set aside for testing, bool `(n,)`; None when he did not.
        duplicates_removed: exact repetitions left out; the first stays.
    """

    texts: Sequence[str]
    labels: np.ndarray
    label_names: tuple[str, ...]
    test: np.ndarray | None = None
    duplicates_removed: int = 0

    def without_duplicates(self) -> TextRows:
        """Leave out texts that repeat an earlier one, so that no test row was also trained on."""
        first: dict[str, int] = {}
        for row, text in enumerate(self.texts):
            first.setdefault(" ".join(text.split()), row)
        keep = np.fromiter(first.values(), np.int64, len(first))
        return replace(
            self,
            texts=[self.texts[row] for row in keep],
            labels=self.labels[keep],
            test=None if self.test is None else self.test[keep],
            duplicates_removed=len(self.texts) - len(keep),
        )

    def checked(self) -> TextRows:
        """Give the rows if they are enough to train on.

        Raises:
            InputError: `dataset_too_small` or `target_constant`.
        """
        _check_size(len(self.texts))
        if len(self.label_names) < 2:
            raise InputError("All rows have the same label; at least two are needed.", "target_constant")
        counts = np.bincount(self.labels, minlength=len(self.label_names))
        if counts.min() < SMALLEST_CLASS:
            rarest = self.label_names[int(counts.argmin())]
            message = f"Label {rarest!r} has {counts.min()} rows; each label needs at least {SMALLEST_CLASS}."
            raise InputError(message, "dataset_too_small")
        return self


def text_rows(texts: Sequence[str], labels: Sequence[str], test: np.ndarray | None = None) -> TextRows:
    """Give rows whose label names are sorted, duplicates removed."""
    names = tuple(sorted(set(labels)))
    index = {name: position for position, name in enumerate(names)}
    numbers = np.array([index[label] for label in labels], np.int64)
    return TextRows(texts, numbers, names, test).without_duplicates()


@dataclass(frozen=True)
class TableRows:
    """Numbers and the number to predict.

    Attributes:
        features: float64 `(n, k)`; NaN where a value is missing.
        target: float64 `(n,)`, in units of `target_usd` dollars.
    """

    names: tuple[str, ...]
    features: np.ndarray
    target: np.ndarray
    target_name: str
    target_usd: float = 1.0
    rows_dropped: int = 0

    def checked(self) -> TableRows:
        """Give the rows if they are enough to train on.

        Raises:
            InputError: `dataset_too_small` or `target_constant`.
        """
        _check_size(len(self.target))
        if np.ptp(self.target) == 0:
            message = f"Column {self.target_name!r} holds {self.target[0]:g} in every row: nothing to learn."
            raise InputError(message, "target_constant")
        return self


def _check_size(rows: int) -> None:
    if rows < SMALLEST:
        message = f"The data set has {rows} usable rows; at least {SMALLEST} are needed."
        raise InputError(message, "dataset_too_small")
