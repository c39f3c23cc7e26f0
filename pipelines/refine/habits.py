"""The era a source writes its years in, as its newest stored articles have it: it decides ``5/8/33``."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from pipelines.codec import from_json
from pipelines.dates.drift import mix, prior, written
from pipelines.records import DateValue, Era
from pipelines.store import tables as t

NEWEST = 100
"""Articles that show a habit: a few months of a busy office, two years of a quiet one."""


def habit(connection: Connection, source_id: str) -> Era | None:
    """Give the era a source nearly always writes, or None.

    Only what is stored decides, so that a killed run that goes on reads as one that was not killed.
    """
    articles = newest(connection, source_id, NEWEST)
    return prior(mix(date for article in articles for date in written(article)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The dates of an article, as they are read from a stored record without reading the rest."""

    published: DateValue | None = None
    event: DateValue | None = None
    deadline: DateValue | None = None
    order: DateValue | None = None


def newest(connection: Connection, source_id: str, most: int) -> list[Dated]:
    """The dates of the articles of a source that were captured last, newest first."""
    query = (
        select(t.articles.c.id)
        .where(t.articles.c.source_id == source_id, t.articles.c.state == "live")
        .order_by(t.articles.c.first_captured_at.desc(), t.articles.c.published.desc(), t.articles.c.id)
        .limit(most)
    )
    # Ids first: sorting an office's whole past with its records would read all of them.
    ids = list(connection.scalars(query))
    rows = connection.execute(select(t.articles.c.id, t.articles.c.record).where(t.articles.c.id.in_(ids)))
    records = {row.id: row.record for row in rows}
    return [from_json(records[one], Dated) for one in ids if one in records]
