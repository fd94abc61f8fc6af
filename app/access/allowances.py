"""How often a key may call: the settings' usual limits, with what the key has of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access.limits import Policy
from app.settings import Settings

Json = dict[str, Any]
MB = 1_000_000
NAMES = ("predict_per_s", "predict_burst", "submit_per_min", "upload_per_min", "upload_mb_per_h", "streams")


@dataclass(frozen=True)
class Allowance:
    """The limits of a key."""

    predict: Policy
    submit: Policy
    upload: Policy
    upload_bytes: Policy
    streams: int


def allowance_of(own: Json | None, settings: Settings) -> Allowance:
    """The limits of a key that has these of its own, under the names in `NAMES`."""
    value = {name: (own or {}).get(name, getattr(settings, f"limit_{name}")) for name in NAMES}
    return Allowance(
        predict=Policy("predict", value["predict_per_s"], value["predict_burst"]),
        submit=per_minute("submit", value["submit_per_min"]),
        upload=per_minute("upload", value["upload_per_min"]),
        upload_bytes=Policy("upload-bytes", value["upload_mb_per_h"] * MB / 3600, value["upload_mb_per_h"] * MB),
        streams=int(value["streams"]),
    )


def per_minute(name: str, count: float) -> Policy:
    """So many in a minute, all at once if need be."""
    return Policy(name, count / 60, max(1.0, count))
