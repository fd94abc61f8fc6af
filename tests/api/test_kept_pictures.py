"""Thumbnails that are kept for a while: several processes may tidy the same folder."""

from __future__ import annotations

import os
from pathlib import Path

from app import kept_pictures
from tests.engine.crowd import at_once


def test_several_processes_forget_old_thumbnails_at_once(tmp_path: Path) -> None:
    kept_pictures.write_whole(kept_pictures.folder(tmp_path) / "ab" / "young.webp", b"x")
    folder = kept_pictures.folder(tmp_path) / "ab"
    for number in range(2000):
        old = folder / f"{number}.webp"
        old.touch()
        os.utime(old, (1.0, 1.0))

    at_once(6, lambda number: kept_pictures.forget_old(tmp_path))

    assert [path.name for path in folder.iterdir()] == ["young.webp"]
