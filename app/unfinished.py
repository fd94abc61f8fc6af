"""Files that are being taken in: their names tell whose work they are, so that nobody waits for the dead."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket

from app.ids import new_id

UPLOAD_PREFIX = "upload_"
UPLOAD_LIFE_S = 3600.0  # where the process cannot be asked, because it is on another machine
_BIRTH = secrets.token_hex(4)  # a process of a container often has the number of the one before it


def upload_file_name() -> str:
    """A new name that carries machine, process number and birth of this process."""
    return f"{UPLOAD_PREFIX}{_process_table()}_{os.getpid()}_{_BIRTH}_{new_id('part')}"


def _process_table() -> str:
    """The machine, or the container, whose process numbers can be compared with ours."""
    try:
        numbers = os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        numbers = 0
    return hashlib.sha256(f"{socket.gethostname()}:{numbers}".encode()).hexdigest()[:12]


def is_cut_off(name: str) -> bool:
    """Whether the process that wrote the file is known to be gone."""
    table, _, rest = name.removeprefix(UPLOAD_PREFIX).partition("_")
    pid, _, birth = rest.partition("_")
    if table != _process_table() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return not birth.startswith(_BIRTH)
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:  # alive, of another user
        return False
    return False
