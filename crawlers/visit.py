"""An address as the frontier keeps it: found, due, and the row that it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, update

from pipelines.codec import from_json
from pipelines.records import Hint, Role
from pipelines.store.tables import frontier as t

REVISITS = (timedelta(days=1), timedelta(days=7))
"""When an article is looked at again: corrections come within a day, deletions within a week (design §1)."""
LAST = 1_000_000
"""Priority of attachments: after every page."""
BY_PAGE = "page"
"""The door of an item that a list held whole and that can only be looked at again by its page."""
MISSES_UNTIL_GONE = 2
"""One 404 can be a mishap of the server; two, a day apart, are a deletion."""
ATTEMPTS = 6
"""Attempts over several runs before an address is given up."""
NO_HINT = Hint()
_CHANGE = update(t).where(t.c.source_id == bindparam("of_source"), t.c.url == bindparam("at_url"))
"""Built once: for each page anew it costs more than carrying it out."""


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


def in_future(now: datetime) -> ColumnElement[bool]:
    """Visited at a moment that is still to come: the machine's clock went wrong, and was set back."""
    return t.c.visited_at > now.isoformat()


def change(
    connection: Connection, source_id: str, url: str, *where: ColumnElement[bool], **values: Any
) -> None:
    """Change the columns of one address, where it is as said."""
    statement = _CHANGE.where(*where) if where else _CHANGE
    connection.execute(statement, {"of_source": source_id, "at_url": url, **values})


def visit_of(row: Row[Any]) -> Visit:
    """A row as a visit."""
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
