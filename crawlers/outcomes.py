"""What came of a visit, as the frontier keeps it: when it is looked at again, and when it never is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from crawlers.visit import ATTEMPTS, MISSES_UNTIL_GONE, REVISITS, Visit, change

TERMS_AGAIN = timedelta(days=7)
"""When a site's terms of use are looked at again."""
FIRST_RETRY = timedelta(hours=1)
"""The next attempt waits an hour, then two, four, …"""


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
    change(connection, visit.source_id, visit.url, **values)


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
    change(connection, visit.source_id, visit.url, **values)
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
    change(connection, visit.source_id, visit.url, **values)


def refused(connection: Connection, visit: Visit, *, note: str, now: datetime) -> None:
    """Record an address that must not be fetched: robots.txt, an address that is not global."""
    values = {"state": "refused", "next_visit": None, "note": note, "visited_at": now.isoformat()}
    change(connection, visit.source_id, visit.url, **values)


def _revisit(visit: Visit, now: datetime) -> str | None:
    """List pages are made due by each run; articles and files twice more, then never; terms each week."""
    if visit.role == "policy":
        return (now + TERMS_AGAIN).isoformat()
    if visit.role == "listing" or visit.visits >= len(REVISITS):
        return None
    return (now + REVISITS[visit.visits]).isoformat()
