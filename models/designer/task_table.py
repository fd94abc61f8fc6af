"""The book's second table: the kind of task gives the last layer, the loss and the metric.

Source: Chollet, Deep Learning with Python, 1E §4.5 table 4.1; 2E ch. 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from models.data.examples import Task
from models.recipe import Words

TASKS: tuple[Task, ...] = get_args(Task)


@dataclass(frozen=True)
class TaskRow:
    """A row of the second table."""

    name: Task
    title: Words
    units: str
    activation: str
    loss: str
    target_encoding: Words
    metric: Words
    reason: Words
    source: str


TABLE_OF_TASKS: dict[Task, TaskRow] = {
    row.name: row
    for row in (
        TaskRow(
            "binary", Words("Yes or no", "二分类"), "1", "sigmoid", "binary_crossentropy",
            Words("0 or 1: one number a row", "0 或 1：每行一个数"),
            Words("Accuracy and ROC AUC; precision, recall and PR AUC where one class is rare",
                  "准确率与 ROC AUC；某类稀少时用精确率、召回率与 PR AUC"),
            Words("One unit gives the probability of the second class; a sigmoid keeps it between 0 and 1, and "
                  "crossentropy measures probabilities.",
                  "一个单元给出第二类的概率；sigmoid 使其介于 0 和 1 之间，交叉熵用来衡量概率。"),
            "1E §4.5, 2E ch. 6",
        ),
        TaskRow(
            "single-label", Words("One of several classes", "单标签多分类"), "n", "softmax",
            "sparse_categorical_crossentropy",
            Words("A whole number, the class's place: with sparse_categorical_crossentropy; one-hot rows say the same "
                  "and need categorical_crossentropy and n numbers a row",
                  "一个整数，即类别序号：用 sparse_categorical_crossentropy；one-hot 行含义相同，"
                  "但需要 categorical_crossentropy，且每行 n 个数"),
            Words("Accuracy; macro F1 where the classes are imbalanced", "准确率；类别不均衡时用宏平均 F1"),
            Words("n units, one a class; softmax makes them probabilities that sum to 1, since exactly one class is "
                  "true.", "n 个单元，每类一个；softmax 把它们变成总和为 1 的概率，因为恰有一个类别为真。"),
            "1E §4.5, 2E ch. 6",
        ),
        TaskRow(
            "multi-label", Words("Several labels at once", "多标签分类"), "n", "sigmoid", "binary_crossentropy",
            Words("k-hot: n numbers a row, 1 at each label that holds", "k-hot：每行 n 个数，成立的标签为 1"),
            Words("Mean average precision", "平均精度均值"),
            Words("n units, each a yes or no of its own: sigmoids need not sum to 1, since several labels may hold.",
                  "n 个单元，各自回答是或否：sigmoid 的总和不必为 1，因为可以同时有多个标签。"),
            "1E §4.5, 2E ch. 6",
        ),
        TaskRow(
            "regression", Words("A number", "回归"), "k", "linear", "mse",
            Words("The numbers themselves, scaled to mean 0 and deviation 1; numbers between 0 and 1 as they are, with "
                  "a sigmoid", "数值本身，缩放为均值 0、标准差 1；介于 0 和 1 之间的数值保持原样，并用 sigmoid"),
            Words("Mean absolute error, in the unit of the target", "平均绝对误差，单位与目标相同"),
            Words("k linear units, so that any value can be said; the squared error punishes large mistakes most.",
                  "k 个线性单元，可以输出任何数值；平方误差对大错误惩罚最重。"),
            "1E §4.5, 2E ch. 6",
        ),
    )
}  # fmt: skip
BETWEEN_0_AND_1 = Words(
    "Every known answer lies between 0 and 1: a sigmoid can say nothing else, so the last layer takes the table's "
    "other row for regression.",
    "所有已知答案都在 0 和 1 之间：sigmoid 不会给出范围外的值，因此最后一层采用表中回归的另一行。",
)
