"""A recipe for tests: sleeps in steps, keeps a checkpoint, publishes a tiny version, and fails on demand."""

from tests.sleepy.card import CARD

__all__ = ["CARD"]
