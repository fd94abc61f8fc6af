"""One setting of a card, described in both languages."""

from __future__ import annotations

from typing import Any

from pydantic import Field

Description = tuple[str, str]  # title, sentence


def setting(default: Any, *, en: Description, zh: Description, book: Any = None, **bounds: Any) -> Any:
    """Give a pydantic field that a form can be drawn from.

    Args:
        default: the best measured value.
        book: the book's own value, shown beside it; None where the book has no such setting.
        bounds: `ge`, `le`, `gt`, `lt`.
    """
    extra = {"zh": {"title": zh[0], "description": zh[1]}, "book": book}
    return Field(default, title=en[0], description=en[1], json_schema_extra=extra, **bounds)
