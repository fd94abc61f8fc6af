"""What is wrong, or worth knowing, about a person's data, said in both languages."""

from __future__ import annotations

from typing import Any

from models.recipe import InputError

Json = dict[str, Any]
# what a reader's refusal of the labels means; its own sentence is English
_TARGET_ZH = {
    "target_constant": "目标列的值全都相同，没有可学的内容。请选择另一列。",
    "target_not_binary": "二分类任务的目标列必须恰好有两个标签。",
    "target_not_a_number": "回归任务的目标列必须是数字。",
    "target_not_yes_no": "多标签任务的目标列只能是 0 或 1。",
    "target_too_many_classes": "目标列的不同标签太多。请选择另一列。",
    "target_too_many_columns": "这个任务只能有一个目标列。",
    "dataset_too_small": "某个标签的行数太少。请补充数据，或选择另一列。",
    "dataset_class_empty": "某个标签在训练部分没有数据，无法学习。",
}


def warning(code: str, en: str, zh: str, **place: Any) -> Json:
    """Something a person should know; training is possible."""
    return {"code": code, "severity": "warning", "en": en, "zh": zh, **place}


def unusable(error: InputError, column: str) -> Json:
    """Labels that nothing can be learned from; another column may do."""
    zh = _TARGET_ZH.get(error.code, "目标列无法使用。请选择另一列。")
    return {"code": error.code, "severity": "error", "en": str(error)[:500], "zh": zh, "column": column}


def missing(cells: int, columns: int) -> Json:
    """Gaps in the table."""
    return warning(
        "missing_values",
        f"{cells:,} values are missing in {columns} columns: choose whether to drop such rows or to fill the gaps.",
        f"{columns} 列中共缺失 {cells:,} 个值：请选择丢弃这些行或填充缺失值。",
    )


def hollow(column: str, share: float) -> Json:
    """A column with hardly anything in it."""
    return warning(
        "mostly_missing",
        f"{column}: {share:.0%} of the values are missing; the column is left out when gaps are filled.",
        f"{column}：{share:.0%} 的值缺失；填充缺失值时不使用此列。", column=column,
    )  # fmt: skip


def repeated(rows: int) -> Json:
    """Exact repetitions."""
    return warning(
        "duplicates",
        f"{rows:,} rows that repeat another one (ids and dates aside) were removed, so that none is learned from and "
        "measured on.",
        f"已去除 {rows:,} 个重复行（不计编号和日期），避免同一行既用于训练又用于评估。",
    )  # fmt: skip


def conflicting(rows: int) -> Json:
    """The same input with another answer."""
    return warning(
        "conflicting_labels",
        f"{rows:,} rows repeat an earlier input with another answer: no model can be right on both.",
        f"{rows:,} 行与之前的输入相同但答案不同：任何模型都无法同时答对。",
    )  # fmt: skip


def leaked(rows: int) -> Json:
    """The same example in two parts of the data's own split."""
    return warning(
        "leakage_rows",
        f"{rows:,} examples were in more than one part (training, validation, test); one of each is kept.",
        f"{rows:,} 个样本同时出现在多个部分（训练、验证、测试）中；每个只保留一份。",
    )  # fmt: skip


def telling(column: str) -> Json:
    """A column that all but determines the answer."""
    return warning(
        "leakage_column",
        f"{column} alone nearly determines the target. If it is only known afterwards, it leaks the answer: remove it.",
        f"仅凭 {column} 几乎就能确定目标。如果它是事后才知道的，就泄露了答案：请删除它。", column=column,
    )  # fmt: skip


def left_out(column: str, kind: str) -> Json:
    """A column that nothing general can be learned from."""
    en = {"id": "names single rows", "date": "holds dates", "constant": "holds the same value in every row"}[kind]
    zh = {"id": "只用来标识每一行", "date": "是日期", "constant": "每行的值都相同"}[kind]
    return warning(f"{kind}_column", f"{column} {en}: it is left out.", f"{column} {zh}：不会用于训练。", column=column)


def bad_date(column: str, line: int) -> Json:
    """A date that cannot be read."""
    return warning(
        "date_unreadable", f"Line {line}, column {column}: not a date, where the other rows hold dates.",
        f"第 {line} 行，{column} 列：其他行是日期，这里无法识别。", column=column, line=line,
    )  # fmt: skip


def many_categories(column: str, categories: int, kept: int) -> Json:
    """A category with more values than have a cell of their own."""
    return warning(
        "many_categories",
        f"{column} has {categories:,} categories; the {kept} most frequent count, the others share one.",
        f"{column} 有 {categories:,} 个类别；只区分最常见的 {kept} 个，其余合为一类。", column=column,
    )  # fmt: skip


def few(rows: int) -> Json:
    """So few rows that every figure is a guess."""
    return warning(
        "few_rows", f"Only {rows:,} rows: each figure on the test part rests on a handful of them.",
        f"只有 {rows:,} 行：测试部分的每个指标都只依据少数几行。",
    )  # fmt: skip


def without_classes() -> Json:
    """Pictures that nobody named."""
    return warning(
        "no_classes", "The pictures have no classes: generators can learn from them, a classifier needs class folders.",
        "图片没有类别：生成模型可以使用；分类器需要按类别分文件夹。",
    )  # fmt: skip
