"""Claims about house prices: K-fold validation on few rows.

Source: Chollet, Deep Learning with Python, 1E §3.7, 2E chapter 4.
"""

from __future__ import annotations

from models.claims.claim import Claim, Setup
from models.lab.measure import Expectation, Figure, Measure
from models.recipe import Words

_FOUR_FOLDS = Setup("house-prices", {"folds": 4, "passes": 1, "epochs": 100, "batch_size": 16}, "boston")
_NOTE = Words(
    "Each fold is scaled by its own training rows; the book scales all rows at once.",
    "每一折只用自己的训练数据做缩放；书中对全部数据一次性缩放。",
)

HOUSES = (
    Claim(
        id="houses-four-folds",
        source="1E §3.7",
        words=Words(
            "Four folds of 100 epochs err by about 2,400 dollars on average.",
            "4 折、100 轮训练的平均误差约为 2,400 美元。",
        ),
        setups={"folds": _FOUR_FOLDS},
        measure=Measure(Figure("mae_k_usd"), "folds"),
        expected=Expectation("within", 2.38, 0.3),
        book=2.38,
        unit="k$",
        quick_seeds=3,
        note=_NOTE,
    ),
    Claim(
        id="houses-below-three",
        source="1E §3.7",
        words=Words("The mean error over the folds is below 3,000 dollars.", "各折的平均误差低于 3,000 美元。"),
        setups={"folds": _FOUR_FOLDS},
        measure=Measure(Figure("mae_k_usd"), "folds"),
        expected=Expectation("<", 3.0),
        book=2.38,
        unit="k$",
        quick_seeds=3,
        note=_NOTE,
    ),
    Claim(
        id="houses-half-of-constant",
        source="1E §3.7",
        words=Words(
            "On the test houses, the error is less than half of that of one constant price.",
            "在测试房屋上，误差不到固定价格预测的一半。",
        ),
        setups={"folds": _FOUR_FOLDS},
        measure=Measure(Figure("test_mae_k_usd"), "folds", "folds", other=Figure("baseline_mae_k_usd"), how="ratio"),
        expected=Expectation("<", 0.5),
        book=None,
        unit="ratio",
        quick_seeds=3,
    ),
)
