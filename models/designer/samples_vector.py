"""The vector sample: houses of Boston (1970 census, 506 rows), asked four ways."""

from __future__ import annotations

import numpy as np

from models.data.examples import Column, Examples, Task
from models.data.readers import read_table
from models.job import Dataset

DATA_SET = "boston"
PRICES = ("low", "middle", "high", "highest")
LABELS = ("much crime", "polluted air", "dear")
_TOLD_BY_LABELS = ("CRIM", "NOX")  # columns that a label is made of are no features then


def vectors(task: Task, data: Dataset) -> Examples:
    """Give houses and their price (k$), whether it is above the median, its quarter, or what is above its median.

    Exact repetitions do not occur in this table.
    """
    rows = read_table(data)
    columns = [Column(name, "number", values) for name, values in zip(rows.names, rows.features.T, strict=True)]
    if task == "regression":
        return Examples("vector", task, columns, rows.target[:, None], ("price in k$",))
    if task == "binary":
        above = (rows.target > np.median(rows.target)).astype(np.int64)
        return Examples("vector", task, columns, above, ("cheap", "dear"))
    if task == "single-label":
        quarter = np.searchsorted(np.quantile(rows.target, [0.25, 0.5, 0.75]), rows.target)
        return Examples("vector", task, columns, quarter.astype(np.int64), PRICES)
    told = [rows.features[:, rows.names.index(name)] for name in _TOLD_BY_LABELS] + [rows.target]
    k_hot = np.stack([values > np.median(values) for values in told], axis=1).astype(np.uint8)
    kept = [column for column in columns if column.name not in _TOLD_BY_LABELS]
    return Examples("vector", task, kept, k_hot, LABELS)
