"""The last stage of a run: what the store as a whole says about its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from sqlalchemy import Connection, select

from flows.report import Issue
from pipelines.codec import from_json
from pipelines.dates.drift import alarm, mix
from pipelines.records import Article, DateValue
from pipelines.store import tables as t

LATER, EARLIER = 50, 150
"""Newest articles of a source against those before: a month of a busy office, a year of a quiet one."""


def eras(connection: Connection) -> Iterator[Issue]:
    """Yield an issue for each source that began to write its years in the other era."""
    for source_id in connection.scalars(select(t.sources.c.id).order_by(t.sources.c.id)):
        newest = _newest(connection, source_id)
        found = alarm(mix(_dates(newest[LATER:])), mix(_dates(newest[:LATER])))
        if found is not None:
            yield Issue(
                stage="check",
                code="era_drift",
                source=source_id,
                message=f"{source_id}: years were {found.before:.0%} Buddhist, now {found.after:.0%}",
                cure="look at its newest items; if years are wrong, mend the family, then: khaosan reextract",
            )


def _newest(connection: Connection, source_id: str) -> list[Article]:
    query = (
        select(t.articles.c.record)
        .where(t.articles.c.source_id == source_id, t.articles.c.state == "live")
        .order_by(t.articles.c.first_captured_at.desc(), t.articles.c.published.desc(), t.articles.c.id)
        .limit(LATER + EARLIER)
    )
    return [from_json(record, Article) for record in connection.scalars(query)]


def _dates(articles: Iterable[Article]) -> Iterator[DateValue]:
    """Dates that were read from the text; exact fields of a feed say nothing of how an office writes."""
    found = chain.from_iterable((one.published, one.event, one.deadline, one.order) for one in articles)
    return (date for date in found if date is not None and date.method.startswith(("text:", "page:")))
