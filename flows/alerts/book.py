"""The book of causes in the store: what is new, what still lasts after a week, what is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from flows.alerts.causes import Cause
from pipelines.codec import from_json, to_json
from pipelines.store.operating import causes as t
from pipelines.store.operating import notices

Kind = Literal["new", "still", "resolved", "test", "found"]
"""``found``: an alert of a query, which is no trouble."""
STILL = timedelta(days=7)
"""A cause that lasts is told again once a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message about a cause."""

    kind: Kind
    cause: Cause
    first_seen: str
    at: str


def note(
    connection: Connection,
    found: Mapping[str, Cause],
    sinks: Collection[str],
    *,
    now: datetime,
    whole: bool = True,
) -> list[Notice]:
    """Compare what is wrong with what was, and queue the messages that follow for each sink.

    Args:
        connection: A transaction that writes.
        found: What is wrong, by cause.
        sinks: Names of the sinks that are to hear of it.
        now: The moment.
        whole: Whether all was looked at; else a cause that was not found may last.
    """
    known = {row.id: row for row in connection.execute(select(t))}
    made: list[Notice] = []
    for identity, cause in sorted(found.items()):
        row = known.get(identity)
        if row is None:
            made.append(_begin(connection, cause, now))
        else:
            made += _lasts(connection, cause, row.first_seen, row.told_at, now)
    for identity in sorted(set(known) - set(found)) if whole else ():
        row = known[identity]
        connection.execute(delete(t).where(t.c.id == identity))
        cause = from_json(row.record, Cause)
        made.append(Notice(kind="resolved", cause=cause, first_seen=row.first_seen, at=now.isoformat()))
    for one in made:
        queue(connection, one, sinks, now=now)
    return made


def queue(connection: Connection, one: Notice, sinks: Collection[str], *, now: datetime) -> None:
    """Queue a message for each sink, to be sent at once."""
    rows = [
        {
            "cause_id": one.cause.id,
            "kind": one.kind,
            "sink": sink,
            "record": to_json(one),
            "at": now.isoformat(),
            "next_at": now.isoformat(),
        }
        for sink in sinks
    ]
    if rows:
        connection.execute(insert(notices), rows)


def _begin(connection: Connection, cause: Cause, now: datetime) -> Notice:
    moment = now.isoformat()
    values = {"id": cause.id, "record": to_json(cause), "first_seen": moment}
    connection.execute(insert(t).values(**values, last_seen=moment, told_at=moment))
    return Notice(kind="new", cause=cause, first_seen=moment, at=moment)


def _lasts(
    connection: Connection, cause: Cause, first_seen: str, told_at: str | None, now: datetime
) -> list[Notice]:
    due = told_at is None or now - datetime.fromisoformat(told_at) >= STILL
    values = {"record": to_json(cause), "last_seen": now.isoformat()}
    values |= {"told_at": now.isoformat()} if due else {}
    connection.execute(update(t).where(t.c.id == cause.id).values(**values))
    return [Notice(kind="still", cause=cause, first_seen=first_seen, at=now.isoformat())] if due else []
