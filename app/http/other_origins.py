"""Pages of other origins that an operator lets call this server from the browser (CORS).

None by default. Origins are listed one by one and compared as a whole; a cookie never goes along, so such a page needs
a key of its own, and everything that is refused to other sites without a key stays refused.
"""

from __future__ import annotations

import re

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from app.settings import Settings

ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?", re.IGNORECASE)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SENT = (
    "Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Prefer", "Request-Timeout",
)  # fmt: skip
READ = (
    "ETag", "Idempotency-Replayed", "Location", "Preference-Applied", "RateLimit", "RateLimit-Policy", "Retry-After",
    "X-Model-Version", "X-Request-Id",
)  # fmt: skip
REMEMBERED_S = 600


def for_other_origins(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The application as pages of the listed origins may call it; itself where none is listed.

    Raises:
        ValueError: for an entry that is no origin, `*` included.
    """
    origins = [origin.strip().rstrip("/").lower() for origin in settings.cors_origins.split(",") if origin.strip()]
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"CHAPTERHOUSE_CORS_ORIGINS: {origin!r} is no origin such as https://app.example.org")
    if not origins:
        return app
    return CORSMiddleware(
        app, allow_origins=origins, allow_methods=METHODS, allow_headers=SENT, expose_headers=READ, max_age=REMEMBERED_S
    )
