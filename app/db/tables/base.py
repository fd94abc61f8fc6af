"""What every table shares: the names of constraints, and how JSON and times are stored."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, Float, MetaData
from sqlalchemy.orm import DeclarativeBase

Json = dict[str, Any]


class Table(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Json: JSON(none_as_null=True),
        list[Json]: JSON(none_as_null=True),
        float: Float(53),
    }
