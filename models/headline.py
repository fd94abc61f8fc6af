"""The figure a model is judged by, chosen by its task and by how its classes are spread, and all others beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models import figures
from models.data.examples import Task
from models.recipe import Headline, Json, Words

RAREST_OF_FAIR_SHARE = 0.5  # a class with less than half of an equal share makes the classes imbalanced
RARER_OF_TWO = 0.2  # of two classes, the rarer one must have this share of the rows


def imbalanced(task: Task, counts: Sequence[int]) -> bool:
    """Tell whether always naming the frequent classes would look good: then accuracy says nothing.

    Args:
        counts: training rows of each class.
    """
    present = [count for count in counts if count > 0]
    if task not in ("binary", "single-label") or len(present) < 2:
        return False
    if len(counts) == 2:
        return min(present) < RARER_OF_TWO * sum(present)
    return min(present) < RAREST_OF_FAIR_SHARE * sum(present) / len(present)


def headline_for(task: Task, counts: Sequence[int]) -> Headline:
    """Give the figure to judge by, with its reason.

    Args:
        counts: training rows of each class or label; not looked at for a regression.
    """
    if task == "regression":
        return _MAE
    if task == "multi-label":
        return _MEAN_AVERAGE_PRECISION
    if not imbalanced(task, counts):
        return _ACCURACY
    share = max(counts) / sum(counts)
    return _pr_auc(share) if len(counts) == 2 else _macro_f1(share)


def counts_of(task: Task, targets: np.ndarray, classes: int) -> list[int]:
    """Give the rows of each class or label among targets as `Examples` holds them; nothing for a regression."""
    if task == "regression":
        return []
    if task == "multi-label":
        return [int(count) for count in targets.sum(axis=0)]
    return [int(count) for count in np.bincount(targets, minlength=classes)]


def warnings_for(task: Task, counts: Sequence[int], names: Sequence[str]) -> list[Json]:
    """Give what a person must know of the classes before trusting a figure."""
    if not imbalanced(task, counts):
        return []
    most, least = int(np.argmax(counts)), int(np.argmin(counts))
    share, rare = f"{max(counts) / sum(counts):.0%}", f"{min(counts) / sum(counts):.1%}"
    return [
        {
            "code": "imbalanced",
            "en": f"The classes are imbalanced: {names[most]} has {share} of the training rows, {names[least]} {rare}. "
            f"Always answering {names[most]} would be {share} accurate, so accuracy is not the headline.",
            "zh": f"类别不均衡：{names[most]} 占训练数据的 {share}，{names[least]} 只占 {rare}。"
            f"总是回答 {names[most]} 就有 {share} 的准确率，因此不以准确率作为主要指标。",
        }
    ]


def figures_for(
    task: Task, truth: np.ndarray, scores: np.ndarray, train_targets: np.ndarray, names: Sequence[str] = ()
) -> tuple[dict[str, float], Json]:
    """Measure scores on rows never trained on.

    Args:
        truth: targets of those rows, as `Examples.targets`: at least one row.
        scores: binary: probability of the second class, `(n,)` or `(n, 1)`; single-label: probabilities `(n, classes)`;
            multi-label: `(n, labels)`; regression: the predicted numbers `(n, outputs)` in the target's unit.
        train_targets: targets of the training rows: what the naive baseline knows.
        names: `Examples.target_names`; empty: numbers from 0.

    Returns:
        Metrics, all finite, among them `baseline_<headline>`; and the report entries.
    """
    width = 2 if task == "binary" else scores.reshape(len(scores), -1).shape[1]
    names = list(names) or [str(number) for number in range(width)]
    measured, report = _MEASURES[task](truth, scores, train_targets, names)
    report["warnings"] = warnings_for(task, counts_of(task, train_targets, len(names)), names)
    return {name: float(value) for name, value in measured.items()}, report


_MEASURES = {
    "binary": figures.binary,
    "single-label": figures.single_label,
    "multi-label": figures.multi_label,
    "regression": figures.regression,
}
_ACCURACY = Headline(
    "accuracy", Words("Accuracy", "准确率"), "fraction", True,
    reason=Words("The classes are balanced: the share of right answers is a fair figure.",
                 "类别均衡：正确回答的比例是公平的指标。"),
)  # fmt: skip
_MEAN_AVERAGE_PRECISION = Headline(
    "mean_average_precision", Words("Mean average precision", "平均精度均值"), "fraction", True,
    reason=Words("A row may carry several labels: average precision judges the ranking of each label, whatever its "
                 "threshold and however rare it is.",
                 "一行可以有多个标签：平均精度评价每个标签的排序，与阈值和标签的稀有程度无关。"),
)  # fmt: skip
_MAE = Headline(
    "mae", Words("Mean absolute error", "平均绝对误差"), "", False,
    reason=Words("A number is predicted: the mean distance to the truth, in the unit of the target.",
                 "预测的是数值：与真实值的平均距离，单位与目标相同。"),
)  # fmt: skip


def _pr_auc(share: float) -> Headline:
    return Headline(
        "pr_auc", Words("Precision-recall AUC of the rarer class", "较少类别的 PR AUC"), "fraction", True,
        reason=Words(f"Accuracy is refused: one class has {share:.0%} of the rows, so always naming it would look "
                     "good. Precision and recall of the rarer class cannot be raised that way.",
                     f"不采用准确率：一个类别占 {share:.0%}，总是回答它就显得很好。"
                     "较少类别的精确率和召回率不会因此提高。"),
    )  # fmt: skip


def _macro_f1(share: float) -> Headline:
    return Headline(
        "macro_f1", Words("Macro F1", "宏平均 F1"), "fraction", True,
        reason=Words(f"Accuracy is refused: the classes are imbalanced, the largest has {share:.0%} of the rows. "
                     "Macro F1 counts every class alike.",
                     f"不采用准确率：类别不均衡，最大的类别占 {share:.0%}。宏平均 F1 对每个类别一视同仁。"),
    )  # fmt: skip
