"""How an exception of a recipe reads to a person, and whether another attempt may help."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import OperationalError

from app.errors import AppError
from app.jobs.finish import problem
from app.registry.publish import ModelDeletedError, ModelTakenError
from app.storage import StoreDownError
from models.recipe import InputError, JobFailure
from workers.memory import is_out_of_gpu_memory, is_out_of_memory

Json = dict[str, Any]
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Verdict:
    """What becomes of the job."""

    error: Json
    try_again: bool
    expected: bool = True  # False: a fault of ours, worth a traceback
    spent: bool = False  # the process may hold what nobody can free: the next job gets a fresh one


def judge(error: Exception) -> Verdict:
    """The verdict on what a recipe raised. Messages of unknown exceptions stay in the log: they may hold paths."""
    if isinstance(error, InputError | JobFailure):
        return Verdict(problem(error.code, str(error)), try_again=False)
    if isinstance(error, AppError):
        return Verdict(problem(error.code, error.detail), try_again=isinstance(error, StoreDownError))
    if isinstance(error, ModelDeletedError):
        return Verdict(problem("model_deleted", f"The model {error} was deleted meanwhile."), try_again=False)
    if isinstance(error, ModelTakenError):
        detail = f"Another owner published a model named {error} meanwhile; fork the run under another name."
        return Verdict(problem("model_name_taken", detail), try_again=False)
    if is_out_of_gpu_memory(error):
        detail = "The GPU ran out of memory, at half the batch too; a smaller batch_size or network may fit."
        return Verdict(problem("gpu_oom", detail), try_again=False, spent=True)
    if isinstance(error, MemoryError) or is_out_of_memory(error):
        detail = "The machine ran out of memory; a smaller batch or network may fit."
        return Verdict(problem("out_of_memory", detail), try_again=True)
    if isinstance(error, OSError) and error.errno in FULL:
        return Verdict(problem("storage_full", "The disk is full; free some space and try again."), try_again=True)
    if isinstance(error, OSError):
        return Verdict(problem("io_error", f"Reading or writing failed: {error.strerror}."), try_again=True)
    if isinstance(error, OperationalError):
        return Verdict(problem("database_unavailable", "The database did not answer in time."), try_again=True)
    detail = f"The recipe stopped with {type(error).__name__}; the worker's log has the details."
    return Verdict(problem("internal", detail), try_again=False, expected=False)
