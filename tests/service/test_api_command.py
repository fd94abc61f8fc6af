"""`chapterhouse api` stops when it is told to, whatever is open."""

from __future__ import annotations

import signal
import socket
import sys
import time
from pathlib import Path

from tests.processes import until
from tests.stack import Stack

PATIENCE_S = 20.0


def test_an_upload_that_never_ends_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    with Stack(tmp_path, broker="none", drain_s=0.0) as stack:
        process = stack.start("api", [sys.executable, "-m", "app.cli", "api"])
        until(stack.api_answers, "the API answers", 60)
        with socket.create_connection(("127.0.0.1", stack.settings.port)) as upload:
            head = (
                f"POST /api/v1/uploads HTTP/1.1\r\nHost: 127.0.0.1:{stack.settings.port}\r\nContent-Length: 9000000\r\n"
                "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
                '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            )
            upload.sendall(head.encode() + b"a,b\n" * 500_000)
            time.sleep(0.5)  # it is being taken in

            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_S)

    left = [path for path in stack.settings.artifacts_dir.rglob("*") if path.is_file()]
    assert left == []
