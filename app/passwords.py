"""Passwords that lie in files: not in the environment, not on a command line, not in the address itself."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit


def with_password(url: str, file: Path | None, setting: str) -> str:
    """An address with the password of a file put behind its user.

    Args:
        url: such as `postgresql://chapterhouse@postgres/chapterhouse`; as it is when no file is named.
        setting: name of the setting that names the file, for the refusal.

    Raises:
        ValueError: the file cannot be read or is empty; the address has no server, or a password already.
    """
    if file is None:
        return url
    try:
        password = file.read_text().strip()
    except OSError as error:
        raise ValueError(f"{setting} cannot be read: {error.strerror}") from None
    parts = urlsplit(url)
    if not password or not parts.hostname or parts.password is not None:
        raise ValueError(f"{setting} needs a password in it, and an address of a server without one")
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))
