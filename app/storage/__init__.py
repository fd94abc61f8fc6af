"""Where files lie: one interface, a folder or an S3 bucket behind it, and what keeps rows and files together."""

from app.storage.collect import collect
from app.storage.local import LocalStore
from app.storage.opening import open_store
from app.storage.rows import in_use, lock_digest
from app.storage.staging import place, remove_all_unused, remove_unused, stage
from app.storage.store import CorruptError, Listed, Store, Stored, StoreDownError

__all__ = [
    "CorruptError",
    "Listed",
    "LocalStore",
    "Store",
    "StoreDownError",
    "Stored",
    "collect",
    "in_use",
    "lock_digest",
    "open_store",
    "place",
    "remove_all_unused",
    "remove_unused",
    "stage",
]
