"""A zip of WAV files as examples: what is read out of them, and what is refused."""

from __future__ import annotations

import io
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest

from models.data.own import Wish, read_own
from models.job import Dataset
from models.recipe import InputError


def wav(values: list[int], *, width: int = 2, channels: int = 1, rate: int = 8000) -> bytes:
    """A WAV file of these samples."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(b"".join(value.to_bytes(width, "little", signed=width > 1) for value in values))
    return buffer.getvalue()


def album(folder: Path, files: dict[str, bytes]) -> Dataset:
    """A zip of these files."""
    path = folder / "sounds.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return Dataset("mine", "uploaded", "1", "0" * 64, path, "sounds-zip")


def notes(count: int = 40, stem: str = "") -> dict[str, bytes]:
    """Sounds of two classes, all different."""
    return {f"{stem}{'low' if n % 2 else 'high'}/{n}.wav": wav([n * 100, -n * 50, 7]) for n in range(count)}


def test_sounds_are_floats_of_one_length(tmp_path: Path) -> None:
    longer = {"high/long.wav": wav([16_384, 0, 0, -32_768])}

    examples = read_own(album(tmp_path, notes() | longer), Wish())

    assert (examples.input, examples.task, examples.target_names) == ("sound", "binary", ("high", "low"))
    sounds = np.asarray(examples.inputs)
    assert sounds.shape == (41, 4, 1) and sounds.dtype == np.float32
    assert [0.5, 0.0, 0.0, -1.0] in sounds[..., 0].tolist()
    assert (sounds[:, 3, 0] == 0).sum() == 40  # shorter ones end in silence


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (wav([0, 128, 192], width=1), [-1.0, 0.0, 0.5]),
        (wav([-(2**23), 0, 2**22], width=3), [-1.0, 0.0, 0.5]),
        (wav([-(2**31), 0, 2**30], width=4), [-1.0, 0.0, 0.5]),
        (wav([16_384, -16_384, 32_000, 768, 0, 0], channels=2), [0.0, 0.5, 0.0]),
    ],
)
def test_every_width_means_the_same(tmp_path: Path, content: bytes, expected: list[float]) -> None:
    sounds = np.asarray(read_own(album(tmp_path, notes() | {"low/odd.wav": content}), Wish()).inputs)

    assert expected in sounds[..., 0].tolist()


def test_folders_above_the_classes_name_the_parts(tmp_path: Path) -> None:
    files = notes(30, "set/train/") | {
        f"set/test/{'low' if n % 2 else 'high'}/{n}.wav": wav([n, n, n]) for n in range(1, 21)
    }

    examples = read_own(album(tmp_path, files), Wish())

    assert examples.parts is not None and np.bincount(examples.parts).tolist() == [30, 0, 20]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.txt": b"x"}, "dataset_no_sounds"),
        ({"a.wav": wav([1, 2])}, "dataset_without_classes"),
        (notes() | {"low/bad.wav": b"RIFF0000WAVE"}, "sound_unreadable"),
        (notes() | {"low/bad.wav": wav([1, 2])[:30]}, "sound_unreadable"),
        (notes() | {"low/none.wav": wav([])}, "sound_unreadable"),
        (notes() | {"low/fast.wav": wav([1, 2, 3], rate=16_000)}, "sound_rates_differ"),
        (notes(20), "dataset_too_small"),
        ({name: content for name, content in notes(90).items() if "low" in name}, "target_constant"),
        (notes() | {"../x.wav": wav([1])}, "archive_unsafe_path"),
    ],
)
def test_sounds_that_cannot_be_used_are_refused(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_own(album(tmp_path, files), Wish())

    assert caught.value.code == code
