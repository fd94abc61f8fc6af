"""An extra recipe whose loading arms traps: the process dies by SIGKILL at a place in the code, once for each trap.

    stack = Stack(tmp_path, extra_recipes="tests.failing")  # knows the recipe `sleepy`
    stack.start_api(FAIL_AT="before_commit,before_publish")

The product knows nothing of it: API and workers import the module because an operator may name extra recipes.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.jobs import finish, outbox, routes
from app.settings import get_settings
from app.storage import local
from app.storage.store import Stored
from tests.sleepy.card import CARD

__all__ = ["CARD"]
ARMED = tuple(filter(None, os.environ.get("FAIL_AT", "").split(",")))


def _die_once(trap: str) -> None:
    """Die, unless somebody has in this trap."""
    try:
        (get_settings().data_dir / f"sprung-{trap}").touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _around(module: Any, name: str, *, before: str = "", after: str = "") -> None:
    """Die when that function is called, or when it returns."""
    call: Callable[..., Any] = getattr(module, name)

    @functools.wraps(call)
    def dies(*args: Any, **kwargs: Any) -> Any:
        if before:
            _die_once(before)
        result = call(*args, **kwargs)
        if after:
            _die_once(after)
        return result

    setattr(module, name, dies)


def _half_a_file() -> None:
    """Die with half of a stored file written."""
    store: Any = local
    write = store.write_synced

    def half(path: Path, chunks: Iterable[bytes]) -> Stored:
        content = b"".join(chunks)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[: len(content) // 2])
        _die_once("half_a_file")
        whole: Stored = write(path, [content])
        return whole

    store.write_synced = half


def _impatient() -> None:
    """No death of its own: one who does not listen is stopped after a second, not after ten."""
    from workers import heartbeat

    heartbeat.DEAF_AFTER_S = dict.fromkeys(heartbeat.DEAF_AFTER_S, 1.0)
    heartbeat.WATCHDOG_S = 1.0


TRAPS: dict[str, Callable[[], None]] = {
    "before_commit": lambda: _around(routes, "submit", after="before_commit"),
    "before_publish": lambda: _around(outbox, "publish", before="before_publish"),
    "before_finish": lambda: _around(finish, "succeed", before="before_finish"),
    "half_a_file": _half_a_file,
    "impatient": _impatient,
}
for armed in ARMED:
    TRAPS[armed]()
