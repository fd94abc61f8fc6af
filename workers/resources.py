"""What one worker process owns: its settings, its database connections, its store."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import lru_cache

from app import tracing
from app.db.session import Database
from app.settings import Settings, get_settings
from app.storage import Store, open_store
from app.storage.collect import remove_stale_temporaries
from app.storage.damage import flag_damage
from app.storage.opening import WORKER_PATIENCE_S


@dataclass(frozen=True)
class Resources:
    """Opened once a process, after the fork: an SQLite connection must never be carried through one."""

    settings: Settings
    database: Database
    storage: Store
    worker: str  # id of the row in table `worker`
    queues: tuple[str, ...]


def served_queues() -> tuple[str, ...]:
    """The queues that the launcher gave this process."""
    return tuple(os.environ.get("CHAPTERHOUSE_QUEUES", "train,generate").split(","))


@lru_cache(maxsize=1)
def get_resources() -> Resources:
    """The resources of this process; first called inside a task."""
    settings = get_settings()
    tracing.start(settings, "chapterhouse-worker")
    database = Database(settings.database)
    storage = open_store(settings, flag_damage(database), patience_s=WORKER_PATIENCE_S)
    if storage.kind != "local":  # a folder of its own machine, which no reconciler looks into
        remove_stale_temporaries(database, storage)
    return Resources(
        settings=settings,
        database=database,
        storage=storage,
        worker=os.environ.get("CHAPTERHOUSE_WORKER_ID", f"{socket.gethostname()}:{os.getppid()}"),
        queues=served_queues(),
    )
