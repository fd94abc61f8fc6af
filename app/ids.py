"""Names for new things: sortable by time, unguessable enough, safe in a URL and a file name."""

from __future__ import annotations

import re
import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u
ID_PATTERN = re.compile(r"[a-z]{2,8}_[0-9a-hjkmnp-tv-z]{26}")
NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def new_id(prefix: str) -> str:
    """A ULID (48 bits of milliseconds, 80 random bits) behind a prefix: `job_01jd...`."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return f"{prefix}_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
