"""The health check of the images: `api` asks the API whether it is ready, `worker` looks for its fresh row in SQL.

Runs every few seconds: it loads no more than it needs.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

FRESH_S = 30


def api() -> bool:
    """Whether the API answers and reaches its database."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", int(os.environ.get("CHAPTERHOUSE_PORT", "8000")), timeout=4)
    connection.request("GET", "/api/v1/health/ready")
    return connection.getresponse().status == 200


def worker() -> bool:
    """Whether the workers of this container have reported lately, by the clock of the database."""
    import psycopg

    file = os.environ.get("CHAPTERHOUSE_DATABASE_PASSWORD_FILE")
    password = Path(file).read_text().strip() if file else None
    question = "SELECT count(*) FROM worker WHERE host = %s AND seen_at > extract(epoch FROM now()) - %s"
    with psycopg.connect(os.environ["CHAPTERHOUSE_DATABASE_URL"], password=password, connect_timeout=4) as connection:
        row = connection.execute(question, (socket.gethostname(), FRESH_S)).fetchone()
    return row is not None and row[0] > 0


if __name__ == "__main__":
    sys.exit(0 if {"api": api, "worker": worker}[sys.argv[1]]() else 1)
