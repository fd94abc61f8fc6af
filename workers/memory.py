"""What a training does when its device has no memory left: once more with half the batch, then it says so.

The message of TensorFlow's error names the allocator: a GPU's is `GPU_0_bfc`, the machine's own is `cpu` or `mklcpu`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from models.job import Job

BATCH = "batch_size"
P = TypeVar("P")
T = TypeVar("T")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether TensorFlow, by whatever path, found no memory on its device."""
    return type(error).__name__ == "ResourceExhaustedError"


def is_out_of_gpu_memory(error: BaseException) -> bool:
    """Whether that device was a GPU."""
    return is_out_of_memory(error) and "gpu" in str(error).lower()


def within_memory(train: Callable[[P, Job], T], params: P, job: Job) -> tuple[T, int | None]:
    """Train; when the device is full, train again with half the batch, from the last checkpoint on.

    Returns:
        What the training gave, and the batch it had to go down to, if it had to.
    """
    try:
        return train(params, job), None
    except Exception as error:
        smaller = half_the_batch(params) if is_out_of_memory(error) else None
        if smaller is None:
            raise
    # outside of the handler: its traceback would hold the tensors
    batch: int = getattr(smaller, BATCH)
    job.log(f"The device ran out of memory: once more with batches of {batch}")
    _let_go()
    return train(smaller, job), batch


def half_the_batch(params: P) -> P | None:
    """The settings with half the batch; None where there is none to halve."""
    batch: Any = getattr(params, BATCH, None)
    if not isinstance(batch, int) or batch < 2:
        return None
    halved: P = params.model_copy(update={BATCH: batch // 2})  # type: ignore[attr-defined]  # a card's Params
    return halved


def _let_go() -> None:
    keras = sys.modules.get("keras")
    if keras is not None:
        keras.utils.clear_session()
    gc.collect()
