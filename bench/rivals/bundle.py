"""The published sentiment version as plain files: every rival answers with the very same network."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import onnxruntime as ort

from models.catalog import CARDS, load_answerer
from models.job import Answerer


class FolderBundle:
    """A `models.job.Bundle` over a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def session(self, network: str) -> Any:
        """One thread, as in the product."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return ort.InferenceSession(str(self.folder / f"{network}.onnx"), options)

    def asset(self, name: str) -> Any:
        """The JSON document of that name."""
        return json.loads((self.folder / f"{name}.json").read_text())


def sentiment() -> Answerer:
    """The answerer over the folder named by `BENCH_BUNDLE`."""
    return load_answerer(CARDS["sentiment"], FolderBundle(Path(os.environ["BENCH_BUNDLE"])))
