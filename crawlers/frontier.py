"""What is still to be fetched: rows of the store, killable at any moment.

Scrapy's JOBDIR loses a third to nine tenths of a crawl after a hard kill and says nothing. Here a page's
"done" and the links found on it are one transaction, made after its bytes are in the archive: a row that is
``waiting`` was not fetched, whatever happened to the process. Here are the functions that make rows due;
:mod:`crawlers.waiting` reads them, :mod:`crawlers.outcomes` records what came of them.

All functions take a Connection and the moment; nothing looks at a clock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawlers.visit import (
    ATTEMPTS,
    BY_PAGE,
    LAST,
    MISSES_UNTIL_GONE,
    REVISITS,
    Found,
    Visit,
    change,
    in_future,
)
from pipelines.codec import to_json
from pipelines.store.slices import slices
from pipelines.store.tables import frontier as t


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
    change(connection, visit.source_id, visit.url, **values, **facts)


def again(
    connection: Connection, source_id: str, found: Collection[Found], *, run: datetime, now: datetime
) -> None:
    """Make list pages due, known or not, but for those asked since ``run`` began: lists link each other."""
    add(connection, source_id, found, now=now)
    for one in found:
        stale = t.c.visited_at.is_(None) | (t.c.visited_at < run.isoformat()) | in_future(now)
        values = {"state": "waiting", "next_visit": now.isoformat(), "attempts": 0, "door": one.door}
        values["hint"] = to_json(one.hint)  # a form's state is the server's of today
        change(connection, source_id, one.url, stale, **values)


def revive(connection: Connection, source_id: str, found: Collection[Found], *, now: datetime) -> None:
    """Make pages due that are gone or were given up but are named again, at most once a week.

    Lists link dead pages for years. They are asked where they are named now: an item may have left the menu
    that it was found under.
    """
    before = (now - REVISITS[-1]).isoformat()
    named = {one.url: one.fetch_url for one in found}
    for some in slices(named):
        mine = (t.c.source_id == source_id) & t.c.url.in_(some)
        left = mine & t.c.state.in_(("gone", "failed")) & (t.c.visited_at < before)
        for url, state in connection.execute(select(t.c.url, t.c.state).where(left)).all():
            values = {"state": "waiting", "next_visit": now.isoformat(), "fetch_url": named[url]}
            once_more = {"misses": MISSES_UNTIL_GONE - 1} if state == "gone" else {"attempts": ATTEMPTS - 1}
            change(connection, source_id, url, **values, **once_more)


def reopen(connection: Connection, origin: str, *, now: datetime) -> None:
    """Make due what an origin's robots.txt had closed: it says something else now, maybe of these."""
    closed = (t.c.state == "refused") & t.c.note.startswith("robots_disallowed", autoescape=True)
    here = t.c.fetch_url.startswith(f"{origin}/", autoescape=True)
    connection.execute(update(t).where(closed & here).values(state="waiting", next_visit=now.isoformat()))


def elsewhere(connection: Connection, visit: Visit, *, now: datetime) -> None:
    """Ask for an item at the next of its addresses: this one is closed, or it is not there."""
    following, *rest = visit.hint.others
    values = {"fetch_url": following, "hint": to_json(replace(visit.hint, others=tuple(rest)))}
    facts = {"etag": None, "last_modified": None, "sha256": None}
    change(connection, visit.source_id, visit.url, next_visit=now.isoformat(), **values, **facts)


def _priority(one: Found) -> int:
    """A list page, then what it named, then the next list page: the newest news first."""
    return LAST if one.role == "attachment" else 2 * one.depth + (one.role != "listing")


def _known(connection: Connection, source_id: str, urls: list[str]) -> set[str]:
    known: set[str] = set()
    for some in slices(urls):
        known |= set(connection.scalars(select(t.c.url).where(t.c.source_id == source_id, t.c.url.in_(some))))
    return known
