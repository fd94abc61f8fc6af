"""Settings for one click, each looked at on the sample photos. Plain data."""

from __future__ import annotations

from models.recipe import Json, Preset, Words


def _layers(**coefficients: float) -> list[Json]:
    return [{"layer": name, "coefficient": value} for name, value in coefficients.items()]


PRESETS = (
    Preset(
        "eyes-and-fur",
        Words("Eyes and fur", "眼睛与毛皮"),
        {"layers": _layers(block10_add=1.0, block11_project=1.5), "octaves": 4, "steps": 25, "step_size": 0.025},
    ),
    Preset(
        "patterns",
        Words("Patterns", "图案"),
        {"layers": _layers(block4_add=1.0, block7_add=1.0), "steps": 15, "step_size": 0.02},
    ),
    Preset(
        "gentle",
        Words("Gentle", "轻柔"),
        {"layers": _layers(block9_add=1.0, block12_add=1.0), "octaves": 3, "steps": 12, "step_size": 0.012},
    ),
    Preset(
        "book",
        Words("As in the book", "书中的设置"),
        {
            "layers": _layers(block7_add=1.0, block9_add=1.5, block10_add=2.0, block13_add=2.5),
            "octaves": 3,
            "octave_scale": 1.4,
            "steps": 30,
            "step_size": 0.02,
        },
    ),
    Preset(
        "into-the-dream",
        Words("Into the dream", "潜入梦境"),
        {
            "layers": _layers(block9_add=1.0, block11_project=1.0),
            "longest_side": 320,
            "octaves": 3,
            "steps": 20,
            "step_size": 0.02,
            "animation": "zoom",
            "zoom_frames": 36,
        },
    ),
)
