"""Processes that run jobs give way to those that answer people: a training may take a second longer, an answer may not.

Only the forked child is niced: the processes above it must hear a cancellation at once. Threads started later, as
TensorFlow's are, inherit it. Between containers niceness does not count; there it is the weight that compose sets.
"""

from __future__ import annotations

import logging
import os
import sys

import psutil  # type: ignore[import-untyped]  # it has no types

log = logging.getLogger(__name__)
NICENESS = 10
BULK_NICENESS = 5  # of bulk predictions: somebody may be waiting for them


def give_way(queues: tuple[str, ...]) -> None:
    """Lower the priority of this process, for the processor and, on Linux, for the disk."""
    wanted = BULK_NICENESS if queues == ("interactive",) else NICENESS
    try:
        os.nice(max(0, wanted - os.nice(0)))
        if sys.platform == "linux":
            psutil.Process().ionice(psutil.IOPRIO_CLASS_IDLE)
    except OSError as error:  # a container may forbid it
        log.warning("this process keeps its priority: %s", error)
