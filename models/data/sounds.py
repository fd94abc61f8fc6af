"""Reads a person's sounds: a zip of WAV files in class folders, with or without a split into parts.

Standard library and NumPy. All sounds get one length: shorter ones end in silence, longer ones are cut at their end.
"""

from __future__ import annotations

import io
import wave
from pathlib import Path, PurePosixPath

import numpy as np

from models.data.archive import read_files
from models.data.arrays import Arrays
from models.data.own_table import PARTS
from models.recipe import InputError

LONGEST = 65_536  # samples of one sound: 4 s at 16 kHz
MOST_SAMPLES = 60_000_000  # of all sounds together: 240 MB as float32
FULL_SCALE = {1: 128.0, 2: 32_768.0, 3: 8_388_608.0, 4: 2_147_483_648.0}  # by bytes a sample


def read_sounds_zip(path: Path) -> Arrays:
    """Give the sounds as one channel each, float32 `(n, samples)` from -1 to 1, the folder's name as their answer.

    Raises:
        InputError: a code of `models.data.archive`; `dataset_no_sounds`, `dataset_without_classes`, `sound_unreadable`,
            `sound_rates_differ`, `dataset_too_large`.
    """
    sounds: list[np.ndarray] = []
    folders: list[PurePosixPath] = []
    rates: dict[int, str] = {}
    for file, content in read_files(path, _is_sound):
        samples, rate = _decoded(file, content)
        rates.setdefault(rate, file)
        sounds.append(samples)
        folders.append(PurePosixPath(file).parent)
    if not sounds:
        raise InputError("The zip holds no WAV file.", "dataset_no_sounds")
    if len(rates) > 1:
        named = "; ".join(f"{file[-60:]!a} has {rate:,} samples a second" for rate, file in list(rates.items())[:3])
        raise InputError(f"The sounds must have one sample rate: {named}.", "sound_rates_differ")
    return Arrays(_padded(sounds), np.array([_class_of(folder) for folder in folders]), parts=_parts(folders))


def _is_sound(file: str) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in file.split("/"))
    return file.lower().endswith(".wav") and not hidden


def _decoded(file: str, content: bytes) -> tuple[np.ndarray, int]:
    """Give the samples of all channels together, float32, and their rate."""
    try:
        with wave.open(io.BytesIO(content)) as sound:
            width, channels, rate = sound.getsampwidth(), sound.getnchannels(), sound.getframerate()
            raw = sound.readframes(LONGEST)
    except (wave.Error, EOFError, ValueError, ZeroDivisionError, RuntimeError) as error:
        message = f"{file[-80:]!a} cannot be read as PCM WAV: {str(error)[:100] or 'it ends too early'}."
        raise InputError(message, "sound_unreadable") from None
    frames = len(raw) // (width * channels) if width in FULL_SCALE and channels else 0
    if not frames or channels > 8 or rate <= 0:
        message = f"{file[-80:]!a} holds no samples of 8, 16, 24 or 32 bits in 1 to 8 channels."
        raise InputError(message, "sound_unreadable")
    values = _numbers(raw[: frames * width * channels], width).reshape(frames, channels)
    return (values.mean(axis=1) / FULL_SCALE[width]).astype(np.float32), rate


def _numbers(raw: bytes, width: int) -> np.ndarray:
    """Give the samples as float64; WAV writes bytes without a sign, and three bytes have no type of their own."""
    if width == 1:
        return np.frombuffer(raw, np.uint8).astype(np.float64) - 128
    if width == 3:
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        return wide.view("<i4")[:, 0] / 256.0
    return np.frombuffer(raw, f"<i{width}").astype(np.float64)


def _padded(sounds: list[np.ndarray]) -> np.ndarray:
    length = max(map(len, sounds))
    if length * len(sounds) > MOST_SAMPLES:
        message = f"{len(sounds):,} sounds of up to {length:,} samples are more than {MOST_SAMPLES:,} in all."
        raise InputError(message, "dataset_too_large")
    padded = np.zeros((len(sounds), length), np.float32)
    for row, samples in zip(padded, sounds, strict=True):
        row[: len(samples)] = samples
    return padded


def _class_of(folder: PurePosixPath) -> str:
    if not folder.name or folder.name.lower() in PARTS:
        raise InputError("The sounds have no classes: put each in the folder of its class.", "dataset_without_classes")
    return folder.name[:200]


def _parts(folders: list[PurePosixPath]) -> np.ndarray | None:
    """Give the part of each sound where the folders above the classes name one."""
    named = [[PARTS[part.lower()] for part in folder.parts[:-1] if part.lower() in PARTS] for folder in folders]
    return np.array([parts[0] for parts in named], np.int8) if all(named) else None
