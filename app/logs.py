"""Logs: a line for each record, as text or as JSON, that says which request or which job it belongs to.

Nothing that people send is logged: no keys, bodies, texts or names of files. What code logs by mistake is caught here
as far as it can be known: keys and passwords are masked, control characters escaped, and an exception that
breaks a request leaves its place in the code but not its message, which may quote what was sent.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import TextIO

from pythonjsonlogger.json import JsonFormatter

from app.access.principal import request_id
from app.settings import Settings

# keys, sessions, secrets of webhooks, passwords in addresses
SECRETS = re.compile(
    r"svc_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}|ses_[A-Za-z0-9]{43}|whsec_[A-Za-z0-9+/=]{24,}"
    r"|(?<=://)[^/@\s]*:[^/@\s]*(?=@)"
)
# a record is one line: C0, DEL, C1, and the signs that break lines or turn the order of writing around
_SIGNS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
ESCAPES = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _SIGNS}
FIELDS = ("request_id", "job_id", "attempt", "worker")
UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access")
_JOB: ContextVar[tuple[str, int, str | None] | None] = ContextVar("job", default=None)


def configure(settings: Settings) -> None:
    """Send what this process logs to its standard error in the format of the settings; safe to repeat."""
    handler = Lines()
    handler.setFormatter(_json() if settings.log_format == "json" else Text())
    root = logging.getLogger()
    for known in [item for item in root.handlers if isinstance(item, Lines)]:
        root.removeHandler(known)
    root.addHandler(handler)
    root.setLevel(settings.log_level)
    logging.captureWarnings(settings.log_format == "json")  # Python's own would be lines that are no records
    for name in ("httpx", "httpcore", "alembic"):  # they tell each call; addresses hold what people look for
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in UVICORN:  # its own lines come in our format; requests are told by `app.http.middleware`
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"


@contextmanager
def of_job(job_id: str, attempt: int, request: str | None = None) -> Iterator[None]:
    """Everything logged inside belongs to an attempt of a job, which a request has queued."""
    token = _JOB.set((job_id, attempt, request))
    try:
        yield
    finally:
        _JOB.reset(token)


class Lines(logging.StreamHandler[TextIO]):
    """Writes to the standard error of the moment, with what each record belongs to."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        """Looked up each time: tests and supervisors replace it."""
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        raise AttributeError(f"The stream is the standard error, not {value!r}.")

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; the record itself stays as it is for other handlers."""
        mine = copy(record)
        mine.msg, mine.args = SECRETS.sub("***", record.getMessage()), None
        for name, value in _belonging().items():
            if not hasattr(mine, name):
                setattr(mine, name, value)
        if record.exc_info and record.exc_info[1] is not None:
            mine.exc_text = _told(record.exc_info[1], with_message=not hasattr(mine, "request_id") or _is_job())
            mine.exc_info = None
        return super().format(mine)


class Text(logging.Formatter):
    """A line for people: time, level, logger, message, and at the end what it belongs to."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line; the lines of a traceback are set in, so that none can pass for a record."""
        places = [f"{name}={getattr(record, name)}" for name in FIELDS if hasattr(record, name)]
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage()}"
        line = " ".join([line.translate(ESCAPES), *places])
        for part in (record.exc_text or "").splitlines():
            line += "\n  | " + part.translate(ESCAPES)
        return line


def _json() -> logging.Formatter:
    return JsonFormatter(
        "{message}{levelname}{name}", style="{", timestamp=True,
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
        rename_fields_keep_missing=False,
    )  # fmt: skip


def _is_job() -> bool:
    return _JOB.get() is not None


def _belonging() -> dict[str, str | int]:
    job = _JOB.get()
    request = job[2] if job is not None else request_id()
    found: dict[str, str | int | None] = {"request_id": request, "worker": os.environ.get("CHAPTERHOUSE_WORKER_ID")}
    if job is not None:
        found |= {"job_id": job[0], "attempt": job[1]}
    return {name: value for name, value in found.items() if value is not None}


def _told(error: BaseException, *, with_message: bool) -> str:
    """The traceback; without its message where that may quote what somebody sent."""
    if with_message or logging.getLogger().isEnabledFor(logging.DEBUG):
        return SECRETS.sub("***", "".join(traceback.format_exception(error)))
    lines: list[str] = []
    chain: BaseException | None = error
    while chain is not None and len(lines) < 400:
        frames = traceback.StackSummary.extract(traceback.walk_tb(chain.__traceback__), lookup_lines=False)
        lines += [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}")
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines)
