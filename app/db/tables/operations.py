"""What operators count."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Table


class TallyRow(Table):
    """A running total over all processes; it only grows, also when the jobs that it counted are deleted."""

    __tablename__ = "tally"

    measure: Mapped[str] = mapped_column(String(32), primary_key=True)  # a name of `app.jobs.tally`
    labels: Mapped[str] = mapped_column(String(200), primary_key=True)  # their values, by space
    bound: Mapped[str] = mapped_column(String(16), primary_key=True)  # of a bucket, "+Inf" for the last; "": a count
    count: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[float]  # of what was measured
