"""Answers what houses are worth. NumPy and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.house_prices.card import Answer, CurvePoint, Explanation, FeatureContribution, Query, rounded
from models.house_prices.intervals import Intervals
from models.job import Bundle
from models.tables import row_of

NETWORK = "ensemble"
CURVE_POINTS = 25


class HousePricesAnswerer:
    """Answers with one version of a house-price model."""

    def __init__(self, bundle: Bundle) -> None:
        features = bundle.asset("features")
        self.names: list[str] = features["names"]
        self._medians: list[float] = features["medians"]
        self._ranges: list[tuple[float, float]] = features["ranges"]
        self._usd: float = features["target_usd"]
        self._intervals = Intervals(**bundle.asset("intervals"))
        self._session = bundle.session(NETWORK)
        self._input = self._session.get_inputs()[0].name

    def answer(self, queries: Sequence[Query]) -> list[Answer]:
        """Give price and interval of each house, in order.

        Raises:
            InputError: `wrong_feature_count` or `number_out_of_range`, pointing at the house and the feature.
        """
        rows = [row_of(query.root, self.names, position) for position, query in enumerate(queries)]
        return [
            Answer(price_usd=rounded(price), low=rounded(low), high=rounded(high))
            for price, low, high in self.prices(np.array(rows, np.float64)).tolist()
        ]

    def explain(self, query: Query) -> Explanation:
        """Vary each feature on its own over the range seen in training: all of them in one call of the network.

        Raises:
            InputError: as for `answer`.
        """
        row = np.array(row_of(query.root, self.names, 0), np.float64)
        grids = [np.linspace(low, high, CURVE_POINTS) for low, high in self._ranges]
        blocks = [row[None]]
        for column, (grid, median) in enumerate(zip(grids, self._medians, strict=True)):
            block = np.repeat(row[None], CURVE_POINTS + 1, axis=0)
            block[:, column] = np.append(grid, median)
            blocks.append(block)
        prices = self.prices(np.concatenate(blocks))
        curves = prices[1:].reshape(len(self.names), CURVE_POINTS + 1, 3)
        return Explanation(
            features=[
                FeatureContribution(
                    name=name,
                    contribution=round(float(prices[0, 0] - curve[-1, 0]), 2),
                    curve=[_point(x, *prices_at) for x, prices_at in zip(grid, curve[:-1].tolist(), strict=True)],
                )
                for name, grid, curve in zip(self.names, grids, curves, strict=True)
            ]
        )

    def prices(self, rows: np.ndarray) -> np.ndarray:
        """Give price, low and high in dollars: `(n, 3)`."""
        outputs = self._session.run(None, {self._input: rows.astype(np.float32)})[0]
        # Features far outside anything seen can overflow float32 inside the network: an answer must stay a number.
        outputs = np.nan_to_num(outputs, posinf=1e12, neginf=0.0)
        return np.stack(self._intervals.around(outputs), axis=1) * self._usd


def _point(x: float, price: float, low: float, high: float) -> CurvePoint:
    return CurvePoint(x=float(x), price_usd=rounded(price), low=rounded(low), high=rounded(high))


def load(bundle: Bundle) -> HousePricesAnswerer:
    """Give the answerer of a published version."""
    return HousePricesAnswerer(bundle)
