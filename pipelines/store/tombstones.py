"""Articles gone at their source: their record and versions stay, search no longer shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from pipelines.store import people
from pipelines.store.outbox import enqueue
from pipelines.store.tables import articles, captures, versions


def bury(connection: Connection, ids: Iterable[str], *, at: str, now: datetime) -> list[str]:
    """Mark articles as gone at their source, unless they were met there later; record and versions stay.

    Args:
        connection: The store.
        ids: Which.
        at: When their page answered that it is gone, ISO 8601.
        now: The moment recorded.

    Returns:
        Those that were live until now.
    """
    mine = articles.c.id.in_(sorted(ids)) & (articles.c.state == "live") & (articles.c.last_captured_at < at)
    found = sorted(connection.scalars(select(articles.c.id).where(mine)))
    connection.execute(update(articles).where(articles.c.id.in_(found)).values(state="gone", state_at=at))
    people.forget(connection, found)
    enqueue(connection, found, "delete", now=now)
    return found


def read_from(connection: Connection, source_id: str, urls: Iterable[str]) -> set[str]:
    """The ids of a source's articles read from pages at these addresses, as asked or as answered."""
    some = sorted(urls)
    pages = select(captures.c.id).where(
        captures.c.source_id == source_id,
        captures.c.role == "article",
        captures.c.requested_url.in_(some) | captures.c.url.in_(some),
    )
    by_page = select(versions.c.article_id).where(versions.c.capture_id.in_(pages))
    by_name = select(articles.c.id).where(
        articles.c.source_id == source_id, articles.c.canonical_url.in_(some)
    )
    return {*connection.scalars(by_page), *connection.scalars(by_name)}


def numbered(connection: Connection, source_id: str, items: Iterable[str]) -> set[str]:
    """Those of a source's articles that are known by these numbers of their family."""
    ids = sorted(f"{source_id}:{item}" for item in items)
    return set(connection.scalars(select(articles.c.id).where(articles.c.id.in_(ids))))
