"""Articles by what people remember of them: words of a headline, or the office."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select

from pipelines.records import ZERO_WIDTH_SPACE
from pipelines.store.tables import articles, sources
from pipelines.text import fold


def holding(wanted: str) -> ColumnElement[bool]:
    """Live articles whose headline, or whose office's name, holds a text; capitals are as small letters."""
    text = fold.display(wanted)
    headline = func.replace(articles.c.segmented_headline, ZERO_WIDTH_SPACE, "")
    offices = select(sources.c.id).where(sources.c.name.icontains(text, autoescape=True))
    named = or_(headline.icontains(text, autoescape=True), articles.c.source_id.in_(offices))
    return and_(articles.c.state == "live", named)
