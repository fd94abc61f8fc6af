"""The PostgreSQL server of the long run."""

from tests.postgres import postgres

__all__ = ["postgres"]
