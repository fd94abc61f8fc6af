"""What becomes known of files that are not whole."""

from __future__ import annotations

import logging

from app.storage.store import Damage

log = logging.getLogger(__name__)


def log_damage(sha256: str, damage: Damage) -> None:
    """Write it down for who reads logs."""
    log.error("the stored file sha256-%s is %s", sha256, damage)
