"""One click for each architecture: settings that were measured to work on two cores (docs/recipes.md)."""

from __future__ import annotations

from models.recipe import Json, Preset, Words

_SEQUENCE: Json = {"vocabulary_size": 10_000, "optimizer": "adam", "batch_size": 64, "epochs": 5, "patience": 2}
_TITLES = {
    "multi-hot": Words("Bag of words and pairs", "词与词对的词袋"),
    "count": Words("Word counts", "词频计数"),
    "tf-idf": Words("TF-IDF of words and pairs", "词与词对的 TF-IDF"),
    "hashing": Words("Hashing trick", "哈希技巧"),
    "embedding-flatten": Words("Embedding and flatten", "词嵌入加展平"),
    "conv1d": Words("1D convnet", "一维卷积网络"),
    "simple-rnn": Words("SimpleRNN", "简单循环网络"),
    "lstm": Words("LSTM", "LSTM"),
    "gru": Words("GRU", "GRU"),
    "bidirectional": Words("Bidirectional LSTM", "双向 LSTM"),
    "stacked": Words("Stacked GRU with recurrent dropout", "堆叠 GRU 加循环 dropout"),
    "transformer": Words("Transformer encoder", "Transformer 编码器"),
}
_BAGS: dict[str, Json] = {
    "multi-hot": {"ngrams": 2, "vocabulary_size": 20_000},
    "count": {"ngrams": 1},
    "tf-idf": {"ngrams": 2, "vocabulary_size": 20_000, "dropout": 0.5},
    "hashing": {"ngrams": 1, "vocabulary_size": 20_000},  # pairs would share each number with a hundred others
}
_SEQUENCES: dict[str, Json] = {
    "embedding-flatten": {"dropout": 0.5},
    "conv1d": {"length": 400, "dropout": 0.5},
    "simple-rnn": {"dropout": 0.5},
    "lstm": {"dropout": 0.5},
    "gru": {"dropout": 0.5},
    "bidirectional": {"dropout": 0.5},
    "stacked": {"dropout": 0.5, "recurrent_dropout": 0.2},
    "transformer": {"dropout": 0.2},
}


def _preset(architecture: str, settings: Json) -> Preset:
    return Preset(architecture, _TITLES[architecture], {"architecture": architecture} | settings)


_FEW_TEXTS: Json = {"learning_rate": 0.002, "epochs": 12}  # more passes over them
SENTIMENT_PRESETS = tuple(_preset(name, own) for name, own in _BAGS.items()) + tuple(
    _preset(name, _SEQUENCE | own) for name, own in _SEQUENCES.items()
)
NEWS_PRESETS = (
    Preset("multi-hot", Words("Bag of words", "词袋"), {"architecture": "multi-hot"}),  # pairs bring nothing here
    *(_preset(name, own) for name, own in _BAGS.items() if name != "multi-hot"),
    *(_preset(name, _SEQUENCE | own | _FEW_TEXTS) for name, own in _SEQUENCES.items()),
)
