"""The process of `test_reader_fuzz`: damaged files under a memory limit, `python -m tests.models.reader_fuzz N SEED`.

Prints how often each kind was read and with which codes it was refused, and the most memory that was held. Anything but
a refusal by its code ends the process with a traceback.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from app.datasets.profiles import Brought, examine
from models.pictures.decode import decode
from models.recipe import InputError

GROWTH = 1_500_000_000  # bytes of address space beyond what the imports took


def picture(draw: random.Random, form: str, side: int = 64) -> bytes:
    """A picture of noise and a gradient."""
    pixels = np.random.default_rng(draw.randrange(2**32)).integers(0, 256, (side, side, 3), np.uint8)
    pixels[: side // 2] = np.linspace(0, 255, side, dtype=np.uint8)[None, :, None]
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


def album(draw: random.Random) -> bytes:
    """A zip of two folders of pictures, some stored and some packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(44):
            way = draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
            archive.writestr(f"{'ab'[number % 2]}/{number}.png", picture(draw, "PNG", 24), way)
    return file.getvalue()


def table(draw: random.Random) -> bytes:
    """A CSV of numbers, words and dates."""
    rows = [f"{n},{draw.random():.3f},town {n % 5},2024-01-{n % 28 + 1:02d},{n % 2}" for n in range(80)]
    return ("id,size,town,day,sold\n" + "\n".join(rows) + "\n").encode()


def damaged(draw: random.Random, content: bytes, other: bytes) -> bytes:
    """One to four changes: a bit, a run of rubbish, a cut, a repetition, a piece of another file."""
    found = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        at, length = draw.randrange(len(found) + 1), draw.choice((1, 2, 4, 16, 300))
        match draw.randrange(6):
            case 0 if at < len(found):
                found[at] ^= 1 << draw.randrange(8)
            case 1:
                found[at : at + length] = draw.randbytes(length)
            case 2:
                del found[at : at + length]
            case 3:
                found[at:at] = found[at : at + length]
            case 4:
                found[at:at] = other[: length * 10]
            case _:
                found[at : at + 4] = draw.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"))
    return bytes(found)


def profiled(name: str) -> Callable[[bytes], object]:
    """Read as the service reads what a person brings."""

    def read(content: bytes) -> object:
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            return examine(Brought(Path(file.name), name, "0" * 64), "mine", None)

    return read


def main() -> None:
    """Read so many damaged files of each kind."""
    times, seed = map(int, sys.argv[1:])
    draw = random.Random(seed)
    kinds: dict[str, tuple[Callable[[], bytes], Callable[[bytes], object]]] = {
        "png": (lambda: picture(draw, "PNG"), decode), "jpeg": (lambda: picture(draw, "JPEG"), decode),
        "webp": (lambda: picture(draw, "WEBP"), decode), "zip": (lambda: album(draw), profiled("a.zip")),
        "csv": (lambda: table(draw), profiled("a.csv")),
    }  # fmt: skip
    whole = {kind: make() for kind, (make, _) in kinds.items()}
    for kind, (_, read) in kinds.items():
        read(whole[kind])  # undamaged: everything is imported now
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = int(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmSize" in line))
    resource.setrlimit(resource.RLIMIT_AS, (size * 1024 + GROWTH,) * 2)
    found: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for kind, (_, read) in kinds.items():
        for _ in range(times if kind != "zip" else max(1, times // 4)):  # a zip holds 44 pictures
            try:
                read(damaged(draw, whole[kind], whole[draw.choice(list(whole))]))
            except InputError as error:
                found[kind][error.code] += 1
            else:
                found[kind]["read"] += 1
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.stdout.write(json.dumps({"found": found, "held_mb": held / 1000}))


if __name__ == "__main__":
    main()
