"""Settings for one click: good looks, the published settings, and each cause of failure."""

from __future__ import annotations

from models.recipe import Json, Preset, Words

# A pair for which the published SGD works; a style of stronger contrast makes even its rate too large.
_PUBLISHED: Json = {
    "content": {"sample": "chelsea"}, "style": {"sample": "astronaut"}, "losses": "book-2e", "longest_side": 300,
}  # fmt: skip


def _look(name: str, en: str, zh: str, content: str, style: str, **params: object) -> Preset:
    pictures: Json = {"content": {"sample": content}, "style": {"sample": style}}
    return Preset(name, Words(en, zh), pictures | params)


def _failure(name: str, en: str, zh: str, **params: object) -> Preset:
    title = Words(f"Why it fails: {en}", f"为何失败：{zh}")
    return Preset(f"fails-{name}", title, _PUBLISHED | {"evaluations": 40} | params)


PRESETS = (
    _look("starry-cat", "Cat in starry strokes", "星夜笔触的猫", "chelsea", "starry-strokes"),
    _look("mosaic-portrait", "Portrait in mosaic", "马赛克肖像", "astronaut", "mosaic", strength=20.0),
    _look("waves-rocket", "Rocket in waves", "海浪中的火箭", "rocket", "waves"),
    _look("woodcut-coffee", "Coffee as a woodcut", "木刻版画咖啡", "coffee", "woodcut"),
    _look(
        "painted-motorcycle", "Motorcycle in oil, own colours", "油画摩托车（保留原色）", "motorcycle", "brush-strokes",
        colours="content",
    ),
    _look(
        "glass-and-points", "Stained glass mixed with dots", "彩色玻璃与点彩混合", "coffee", "stained-glass",
        second_style={"sample": "pointillism"}, mix=0.5,
    ),
    Preset(
        "book-2e", Words("As the second edition prints it", "按第二版原书设置"),
        _PUBLISHED | {"optimizer": "sgd", "evaluations": 100},
    ),
    _failure(
        "fast-rate", "SGD's published rate with a stronger style", "已发表的 SGD 学习率配更强的风格",
        optimizer="sgd", style={"sample": "starry-strokes"},
    ),
    _failure("slow-rate", "SGD with a small learning rate", "SGD 学习率过小", optimizer="sgd", learning_rate=1.0),
    _failure(
        "network-rate", "Adam with a network's learning rate", "Adam 用了训练网络的学习率",
        optimizer="adam", learning_rate=0.001,
    ),
    _failure(
        "old-weights", "the first edition's weights with SGD", "第一版权重配 SGD",
        losses="book-1e", optimizer="sgd",
    ),
    _failure(
        "true-channels", "Gram divided by the true channels", "Gram 除以真实通道数", gram="true-channels",
    ),
    _failure("unit-pixels", "pixels between 0 and 1", "像素在 0 到 1 之间", pixel_scale="unit"),
)  # fmt: skip
