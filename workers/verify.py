"""The `verify` kind: make a picture again from its receipt, and say whether the pixels are the same."""

from __future__ import annotations

from models.pictures.receipt import pixels_digest
from models.recipe import Card, JobFailure
from workers.generate import make
from workers.job import RunningJob
from workers.outcome import Outcome


def verify(job: RunningJob, card: Card) -> Outcome:
    """Recompute `params["params"]` and compare with the digest `params["pixels"]` of the picture that was sent.

    Raises:
        JobFailure: `receipt_invalid` when the recipe makes no picture of the receipt's name.
    """
    wanted = job.row.params
    made = make(job, card, wanted["params"])
    picture = made.pictures.get(wanted["picture"])
    if picture is None:
        raise JobFailure("The recipe makes no picture of the name in the receipt.", "receipt_invalid")
    recomputed = pixels_digest(picture)
    equal = recomputed == wanted["pixels"]
    return Outcome({"equal": equal, "received": wanted["pixels"], "recomputed": recomputed, "inputs": made.inputs})
