"""Captures in the store: one row a response, pointing into the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from pipelines.codec import from_json, to_json
from pipelines.records import Capture, Hint
from pipelines.store.tables import captures

_FIELDS = (
    "source_id", "role", "requested_url", "url", "status", "content_type", "sha256",
    "etag", "last_modified", "tls_valid", "warc_file", "warc_offset", "warc_length", "span",
)  # fmt: skip

_AT = select(captures.c.id).where(
    captures.c.warc_file == bindparam("file"), captures.c.warc_offset == bindparam("offset")
)
_ADD = insert(captures).returning(captures.c.id)
_SET = update(captures).where(captures.c.id == bindparam("mine"))
"""Built once: for each page anew they cost as much as writing it."""


def add(connection: Connection, capture: Capture) -> Capture:
    """Store a capture whose bytes already lie in the archive; its ``id`` is given by the store."""
    values = {name: getattr(capture, name) for name in _FIELDS}
    values |= {"fetched_at": capture.fetched_at.isoformat(), "hint": to_json(capture.hint)}
    found = connection.scalar(_AT, {"file": capture.warc_file, "offset": capture.warc_offset})
    if found is None:
        found = connection.scalar(_ADD, values)
    assert found is not None  # a row was found or written
    return replace(capture, id=found)


def get(connection: Connection, capture_id: int) -> Capture | None:
    """Read one capture."""
    row = connection.execute(select(captures).where(captures.c.id == capture_id)).first()
    return None if row is None else _capture(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which captures are read: those that wait, ``again`` all, or all but those read with certain rules."""

    again: bool = False
    source_id: str | None = None
    unless: str | None = None
    """With ``again``: not those that these rules have read already."""

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """The query for them alone."""
        if not self.again:
            query = query.where(captures.c.outcome.is_(None))
        elif self.unless is not None:
            other = captures.c.refined_with.is_(None) | (captures.c.refined_with != self.unless)
            query = query.where(other)
        return query if self.source_id is None else query.where(captures.c.source_id == self.source_id)


WAITING = Choice()
ALL = Choice(again=True)


def pending(connection: Connection, *, after: int = 0, limit: int, choice: Choice = WAITING) -> list[Capture]:
    """Read the captures that a choice leaves, oldest first, behind ``after``."""
    query = select(captures).where(captures.c.id > after).order_by(captures.c.id).limit(limit)
    return [_capture(row) for row in connection.execute(choice.narrow(query))]


def count(connection: Connection, choice: Choice = WAITING, *, after: int = 0) -> int:
    """Count the captures that a choice leaves, behind ``after``."""
    query = select(func.count()).select_from(captures).where(captures.c.id > after)
    return connection.scalar(choice.narrow(query)) or 0


def newest(connection: Connection) -> int:
    """The id of the capture that came last; 0 where there is none."""
    return connection.scalar(select(func.max(captures.c.id))) or 0


def settle(connection: Connection, capture_id: int, outcome: str, refined_with: str) -> None:
    """Record what refining made of a capture, and with which version of the rules."""
    settle_all(connection, [(capture_id, outcome, refined_with)])


def settle_all(connection: Connection, outcomes: Iterable[tuple[int, str, str]]) -> None:
    """The same for captures with their outcomes and rules, by one statement."""
    rows = [
        {"mine": capture_id, "outcome": outcome, "refined_with": rules}
        for capture_id, outcome, rules in outcomes
    ]
    if rows:
        connection.execute(_SET, rows)


def _capture(row: Row[Any]) -> Capture:
    return Capture(
        id=row.id,
        fetched_at=datetime.fromisoformat(row.fetched_at),
        hint=from_json(row.hint, Hint),
        **{name: getattr(row, name) for name in _FIELDS},
    )
