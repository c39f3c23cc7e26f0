"""The era a source writes its years in, as its newest stored articles have it: it decides ``5/8/33``."""

from __future__ import annotations

from sqlalchemy import Connection, select

from pipelines.codec import from_json
from pipelines.dates.drift import mix, prior, written
from pipelines.records import Article, Era
from pipelines.store import tables as t

NEWEST = 100
"""Articles that show a habit: a few months of a busy office, two years of a quiet one."""


def habit(connection: Connection, source_id: str) -> Era | None:
    """Give the era a source nearly always writes, or None.

    Only what is stored decides, so that a killed run that goes on reads as one that was not killed.
    """
    articles = newest(connection, source_id, NEWEST)
    return prior(mix(date for article in articles for date in written(article)))


def newest(connection: Connection, source_id: str, most: int) -> list[Article]:
    """The articles of a source that were captured last, newest first."""
    query = (
        select(t.articles.c.record)
        .where(t.articles.c.source_id == source_id, t.articles.c.state == "live")
        .order_by(t.articles.c.first_captured_at.desc(), t.articles.c.published.desc(), t.articles.c.id)
        .limit(most)
    )
    return [from_json(record, Article) for record in connection.scalars(query)]
