"""What the frontier holds: addresses that are due, and what is known of those that were asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from crawlers.visit import Visit, in_future, visit_of
from pipelines.store.slices import slices
from pipelines.store.tables import frontier as t


def due(
    connection: Connection,
    source_id: str,
    *,
    now: datetime,
    limit: int,
    leave: Collection[str] = (),
    door: str | None = None,
    files: bool = True,
) -> list[Visit]:
    """Read what is due, list pages before the articles they named; ``leave`` names what is in flight.

    Args:
        connection: The store.
        source_id: Whose.
        now: The moment.
        limit: At most so many.
        leave: Addresses already being fetched.
        door: List pages of this door only; null = of no door, so articles alone.
        files: Attachments too.
    """
    query = select(t).where(
        t.c.source_id == source_id,
        t.c.state == "waiting",
        (t.c.next_visit <= now.isoformat()) | in_future(now),
    )
    query = query.where((t.c.role != "listing") | (t.c.door == door) if door else t.c.role != "listing")
    if not files:
        query = query.where(t.c.role != "attachment")
    if leave:
        query = query.where(t.c.url.not_in(list(leave)))
    order = query.order_by(t.c.priority, t.c.discovered_at, t.c.url).limit(limit)
    return [visit_of(row) for row in connection.execute(order)]


def unread(connection: Connection, source_id: str, urls: Collection[str], *, door: str) -> bool:
    """Say whether list pages of a door are left: some are due, or its first ones were never answered."""
    mine = (t.c.source_id == source_id) & (t.c.role == "listing")
    left = select(func.count()).where(mine, t.c.door == door, t.c.state == "waiting")
    answered = select(func.count()).where(mine, t.c.url.in_(list(urls)), t.c.visited_at.is_not(None))
    return bool(connection.scalar(left)) or (connection.scalar(answered) or 0) < len(set(urls))


def read_since(
    connection: Connection, source_id: str, urls: Collection[str], *, since: datetime, now: datetime
) -> bool:
    """Say whether the first list pages of an office were asked since a moment, and nothing of it is due."""
    mine = (t.c.source_id == source_id) & t.c.url.in_(list(urls))
    asked = mine & (t.c.visited_at >= since.isoformat()) & (t.c.visited_at <= now.isoformat())
    if not connection.scalar(select(func.count()).where(asked)):
        return False
    left = (t.c.source_id == source_id) & (t.c.state == "waiting") & (t.c.next_visit <= now.isoformat())
    return not connection.scalar(select(func.count()).where(left))


def discovered(connection: Connection, source_id: str, urls: Collection[str], *, since: datetime) -> bool:
    """Say whether some addresses became known since a moment."""
    mine = (t.c.source_id == source_id) & (t.c.discovered_at >= since.isoformat())
    return any(
        connection.scalar(select(t.c.url).where(mine, t.c.url.in_(some)).limit(1)) for some in slices(urls)
    )


def newest(connection: Connection, source_id: str) -> datetime | None:
    """When the newest article of a source was discovered; null where none was."""
    query = select(func.max(t.c.discovered_at)).where(t.c.source_id == source_id, t.c.role == "article")
    found = connection.scalar(query)
    return datetime.fromisoformat(found) if found else None


def find(connection: Connection, source_id: str, url: str) -> Visit | None:
    """Read one address by its canonical form or as it was linked."""
    query = select(t).where(t.c.source_id == source_id, (t.c.url == url) | (t.c.fetch_url == url))
    row = connection.execute(query).first()
    return None if row is None else visit_of(row)


def count(connection: Connection, source_ids: Collection[str], *, now: datetime) -> int:
    """Count the articles of some sources that are due."""
    query = select(func.count()).where(
        t.c.source_id.in_(list(source_ids)),
        t.c.state == "waiting",
        t.c.next_visit <= now.isoformat(),
        t.c.role != "listing",
    )
    return connection.scalar(query) or 0
