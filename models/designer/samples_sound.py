"""The sound sample, generated: tones of 0.128 s at 8,000 samples a second, with noise. Deterministic."""

from __future__ import annotations

import numpy as np

from models.data.examples import Examples, Task

ROWS, SAMPLES, RATE = 800, 1_024, 8_000
WAVES = ("sine", "square", "sawtooth", "triangle")
NOTES = {"C": 523.25, "E": 659.26, "G": 783.99, "B": 987.77}  # Hz
NOISE = 0.25  # deviation, where a tone's own is about 0.7 times its loudness of 0.3 to 0.8


def sounds(task: Task) -> Examples:
    """Give sounds and: falling or rising, the shape of the wave, the notes of a chord, or the pitch in Hz.

    Loudness (0.3 to 0.8), phase and pitch (300 to 900 Hz) are drawn evenly, then white noise is added. A glide moves by
    a fifth to a half of its pitch. Samples are rounded to 16 bits, as a sound file holds them.
    """
    rng = np.random.default_rng(17)
    loud, phase = rng.uniform(0.3, 0.8, (ROWS, 1)), rng.uniform(0, 1, (ROWS, 1))
    pitch = rng.uniform(300, 900, (ROWS, 1)).round(1)
    time = np.arange(SAMPLES)[None] / RATE
    if task == "binary":
        rising = rng.integers(0, 2, (ROWS, 1))
        change = np.where(rising, 1, -1) * rng.uniform(0.2, 0.5, (ROWS, 1)) * pitch
        turns = phase + pitch * time + change * time**2 / (2 * SAMPLES / RATE)
        return _examples(task, _wave("sine", turns) * loud, rising[:, 0], ("falling", "rising"), rng)
    turns = phase + pitch * time
    if task == "single-label":
        kinds = rng.integers(0, len(WAVES), ROWS)
        waves = np.stack([_wave(WAVES[kind], mine) for kind, mine in zip(kinds, turns, strict=True)])
        return _examples(task, waves * loud, kinds, WAVES, rng)
    if task == "regression":
        return _examples(task, _wave("sine", turns) * loud, pitch, ("pitch in Hz",), rng)
    on = rng.integers(0, 2, (ROWS, len(NOTES))).astype(np.uint8)
    phases = rng.uniform(0, 1, (ROWS, len(NOTES), 1))
    tones = _wave("sine", phases + np.array(list(NOTES.values()))[None, :, None] * time)
    return _examples(task, (tones * on[..., None]).sum(axis=1) * loud / 2, on, tuple(NOTES), rng)


def _wave(kind: str, turns: np.ndarray) -> np.ndarray:
    part = turns % 1.0
    if kind == "sine":
        return np.asarray(np.sin(2 * np.pi * part))
    if kind == "square":
        return np.where(part < 0.5, 1.0, -1.0)
    return 2 * part - 1 if kind == "sawtooth" else 1 - 4 * np.abs(part - 0.5)


def _examples(
    task: Task, waves: np.ndarray, targets: np.ndarray, names: tuple[str, ...], rng: np.random.Generator
) -> Examples:
    noisy = np.clip(waves + rng.normal(0, NOISE, waves.shape), -1, 32_767 / 32_768)
    whole = np.rint(noisy * 32_768).clip(-32_768, 32_767)
    answers = targets.astype(np.int64) if task in ("binary", "single-label") else targets
    return Examples("sound", task, (whole / 32_768).astype(np.float32)[..., None], answers, names)
