"""Requests that another site made a browser send: what needs no key of its own must not come from there.

A browser says in `Sec-Fetch-Site` where a request comes from, and a page cannot change that. Browsers from before 2023
send only `Origin`; programs send neither.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.errors import AppError

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
OURS = (b"same-origin", b"none")


def refuse_cross_site(method: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Refuse a request that would change something for another site.

    Raises:
        AppError: 403 `cross_site`.
    """
    if method in SAFE_METHODS:
        return
    site = origin = host = None
    for name, value in headers:
        if name == b"sec-fetch-site":
            site = value
        elif name == b"origin":
            origin = value
        elif name == b"host":
            host = value
    if site is None and origin is None:
        return  # a program
    ours = site in OURS if site is not None else origin is not None and _is_same(origin, host)
    if not ours:
        raise AppError(403, "cross_site", "Another site's page sent this; only pages of this server may.")


def _is_same(origin: bytes, host: bytes | None) -> bool:
    return host is not None and origin.lower() in (b"http://" + host.lower(), b"https://" + host.lower())
