"""What is still to be fetched, and what is known of what was: rows of the store, killable at any moment.

Scrapy's JOBDIR loses a third to nine tenths of a crawl after a hard kill and says nothing. Here a page's
"done" and the links found on it are one transaction, made after its bytes are in the archive: a row that is
``waiting`` was not fetched, whatever happened to the process.

All functions take a Connection and the moment; nothing looks at a clock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipelines.codec import from_json, to_json
from pipelines.records import Hint, Role
from pipelines.store.slices import slices
from pipelines.store.tables import frontier as t

REVISITS = (timedelta(days=1), timedelta(days=7))
"""When an article is looked at again: corrections come within a day, deletions within a week (design §1)."""
TERMS_AGAIN = timedelta(days=7)
"""When a site's terms of use are looked at again."""
LAST = 1_000_000
"""Priority of attachments: after every page."""
BY_PAGE = "page"
"""The door of an item that a list held whole and that can only be looked at again by its page."""
MISSES_UNTIL_GONE = 2
"""One 404 can be a mishap of the server; two, a day apart, are a deletion."""
ATTEMPTS = 6
"""Attempts over several runs before an address is given up."""
FIRST_RETRY = timedelta(hours=1)
"""The next attempt waits an hour, then two, four, …"""
NO_HINT = Hint()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An address somebody named: ``url`` is canonical and the key, ``fetch_url`` what was linked."""

    url: str
    fetch_url: str
    role: Role
    hint: Hint = NO_HINT
    depth: int = 0
    door: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An address that is due, with the facts for asking politely: 'has it changed since?'"""

    source_id: str
    url: str
    fetch_url: str
    role: Role
    hint: Hint
    depth: int
    door: str | None
    attempts: int
    visits: int
    misses: int
    last_status: int | None
    etag: str | None
    last_modified: str | None
    sha256: str | None


def add(connection: Connection, source_id: str, found: Collection[Found], *, now: datetime) -> set[str]:
    """Add addresses that are not known yet, to be fetched at once; return which were new."""
    known = _known(connection, source_id, [one.url for one in found])
    fresh = {one.url: one for one in found if one.url not in known}
    rows = [
        {
            "source_id": source_id,
            "url": one.url,
            "fetch_url": one.fetch_url,
            "role": one.role,
            "hint": to_json(one.hint),
            "depth": one.depth,
            "priority": _priority(one),
            "door": one.door,
            "discovered_at": now.isoformat(),
            "next_visit": now.isoformat(),
        }
        for one in fresh.values()
    ]
    if rows:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(t).on_conflict_do_nothing(), rows)
    return set(fresh)


def seen(connection: Connection, source_id: str, found: Collection[Found], *, now: datetime) -> set[str]:
    """Record items that a list held whole, to be looked at again as if visited; return which were new."""
    fresh = add(connection, source_id, found, now=now)
    following = (now + REVISITS[0]).isoformat()
    values = {
        "next_visit": following,
        "visited_at": now.isoformat(),
        "visits": 1,
        "note": "whole in its list",
    }
    for some in slices(fresh):
        mine = (t.c.source_id == source_id) & t.c.url.in_(some)
        connection.execute(update(t).where(mine).values(**values))
    return fresh


def by_page(connection: Connection, visit: Visit, *, now: datetime) -> None:
    """Look at an item by its page from now on: its REST answer does not say whether it is still there."""
    values = {"fetch_url": visit.url, "door": BY_PAGE, "next_visit": now.isoformat()}
    facts = {"etag": None, "last_modified": None, "sha256": None}
    connection.execute(_row(visit.source_id, visit.url).values(**values, **facts))


def again(
    connection: Connection, source_id: str, found: Collection[Found], *, run: datetime, now: datetime
) -> None:
    """Make list pages due, known or not, but for those asked since ``run`` began: lists link each other."""
    add(connection, source_id, found, now=now)
    for one in found:
        stale = t.c.visited_at.is_(None) | (t.c.visited_at < run.isoformat()) | _in_future(now)
        values = {"state": "waiting", "next_visit": now.isoformat(), "attempts": 0, "door": one.door}
        values["hint"] = to_json(one.hint)  # a form's state is the server's of today
        connection.execute(_row(source_id, one.url).where(stale).values(**values))


def revive(connection: Connection, source_id: str, urls: Collection[str], *, now: datetime) -> None:
    """Make pages due that are gone but named again, at most once a week: lists link dead pages for years."""
    before = (now - REVISITS[-1]).isoformat()
    for some in slices(urls):
        mine = (t.c.source_id == source_id) & t.c.url.in_(some)
        gone = mine & (t.c.state == "gone") & (t.c.visited_at < before)
        values = {"state": "waiting", "next_visit": now.isoformat(), "misses": MISSES_UNTIL_GONE - 1}
        connection.execute(update(t).where(gone).values(**values))


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
        (t.c.next_visit <= now.isoformat()) | _in_future(now),
    )
    query = query.where((t.c.role != "listing") | (t.c.door == door) if door else t.c.role != "listing")
    if not files:
        query = query.where(t.c.role != "attachment")
    if leave:
        query = query.where(t.c.url.not_in(list(leave)))
    order = query.order_by(t.c.priority, t.c.discovered_at, t.c.url).limit(limit)
    return [_visit(row) for row in connection.execute(order)]


def unread(connection: Connection, source_id: str, urls: Collection[str], *, door: str) -> bool:
    """Say whether list pages of a door are left: some are due, or its first ones were never answered."""
    mine = (t.c.source_id == source_id) & (t.c.role == "listing")
    left = select(func.count()).where(mine, t.c.door == door, t.c.state == "waiting")
    answered = select(func.count()).where(mine, t.c.url.in_(list(urls)), t.c.visited_at.is_not(None))
    return bool(connection.scalar(left)) or (connection.scalar(answered) or 0) < len(set(urls))


def _in_future(now: datetime) -> ColumnElement[bool]:
    """Visited at a moment that is still to come: the machine's clock went wrong, and was set back."""
    return t.c.visited_at > now.isoformat()


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
    return None if row is None else _visit(row)


def waiting(connection: Connection, source_ids: Collection[str], *, now: datetime) -> int:
    """Count the articles of some sources that are due."""
    query = select(func.count()).where(
        t.c.source_id.in_(list(source_ids)),
        t.c.state == "waiting",
        t.c.next_visit <= now.isoformat(),
        t.c.role != "listing",
    )
    return connection.scalar(query) or 0


def done(
    connection: Connection,
    visit: Visit,
    *,
    status: int,
    now: datetime,
    etag: str | None = None,
    last_modified: str | None = None,
    sha256: str | None = None,
    note: str | None = None,
) -> None:
    """Record an answer: facts for the next conditional request, and when that is due."""
    following = _revisit(visit, now)
    values: dict[str, Any] = {
        "state": "waiting" if following else "done",
        "next_visit": following,
        "visited_at": now.isoformat(),
        "last_status": status,
        "visits": visit.visits + 1,
        "attempts": 0,
        "misses": 0,
        "note": note,
    }
    if status != 304:
        values |= {"etag": etag, "last_modified": last_modified, "sha256": sha256}
    connection.execute(_row(visit.source_id, visit.url).values(**values))


def missing(connection: Connection, visit: Visit, *, status: int, now: datetime) -> bool:
    """Record a 404 or 410; return True when the page counts as gone from now on."""
    misses = visit.misses + 1
    gone = misses >= MISSES_UNTIL_GONE
    values: dict[str, Any] = {
        "state": "gone" if gone else "waiting",
        "misses": misses,
        "next_visit": None if gone else (now + REVISITS[0]).isoformat(),
        "visited_at": now.isoformat(),
        "last_status": status,
    }
    if gone:  # should it come back as it was, that is news
        values |= {"etag": None, "last_modified": None, "sha256": None}
    connection.execute(_row(visit.source_id, visit.url).values(**values))
    return gone


def failed(
    connection: Connection, visit: Visit, *, note: str, now: datetime, status: int | None = None
) -> None:
    """Record an attempt that brought no answer; later attempts are further and further apart."""
    attempts = visit.attempts + 1
    given_up = attempts >= ATTEMPTS
    values = {
        "state": "failed" if given_up else "waiting",
        "attempts": attempts,
        "next_visit": None if given_up else (now + FIRST_RETRY * 2 ** (attempts - 1)).isoformat(),
        "visited_at": now.isoformat(),
        "last_status": status if status is not None else visit.last_status,
        "note": note,
    }
    connection.execute(_row(visit.source_id, visit.url).values(**values))


def refused(connection: Connection, visit: Visit, *, note: str, now: datetime) -> None:
    """Record an address that must not be fetched: robots.txt, an address that is not global."""
    values = {"state": "refused", "next_visit": None, "note": note, "visited_at": now.isoformat()}
    connection.execute(_row(visit.source_id, visit.url).values(**values))


def _revisit(visit: Visit, now: datetime) -> str | None:
    """List pages are made due by each run; articles twice more, after that never; terms each week."""
    if visit.role == "policy":
        return (now + TERMS_AGAIN).isoformat()
    if visit.role != "article" or visit.visits >= len(REVISITS):
        return None
    return (now + REVISITS[visit.visits]).isoformat()


def _priority(one: Found) -> int:
    """A list page, then what it named, then the next list page: the newest news first."""
    return LAST if one.role == "attachment" else 2 * one.depth + (one.role != "listing")


def _known(connection: Connection, source_id: str, urls: list[str]) -> set[str]:
    known: set[str] = set()
    for some in slices(urls):
        known |= set(connection.scalars(select(t.c.url).where(t.c.source_id == source_id, t.c.url.in_(some))))
    return known


def _row(source_id: str, url: str) -> Any:
    return update(t).where(t.c.source_id == source_id, t.c.url == url)


def _visit(row: Row[Any]) -> Visit:
    return Visit(
        source_id=row.source_id,
        url=row.url,
        fetch_url=row.fetch_url,
        role=row.role,
        hint=from_json(row.hint, Hint),
        depth=row.depth,
        door=row.door,
        attempts=row.attempts,
        visits=row.visits,
        misses=row.misses,
        last_status=row.last_status,
        etag=row.etag,
        last_modified=row.last_modified,
        sha256=row.sha256,
    )
