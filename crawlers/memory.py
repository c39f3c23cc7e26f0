"""What the crawler remembers of a source between runs: its spending, lasting faults, pauses, backfills.

All functions take a Connection and the moment; days are Bangkok's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from pipelines.moment import BANGKOK
from pipelines.store.fetching import backfills, mishaps, pauses, spendings
from pipelines.store.upsert import upsert

DAYS_UNTIL_BELIEVED = 3
"""Days on which a fault must be met before it says something of the office: a name server is away for hours,
a weekend at most."""
LONGEST_PAUSE = timedelta(days=7)
"""A Retry-After beyond it is a misprint."""


@dataclass(slots=True, kw_only=True)
class Spending:
    """What the crawls of a day took."""

    pages: int = 0
    bytes: int = 0
    files: int = 0
    file_bytes: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """A source being read back to a day."""

    since: str
    begun_at: datetime


def day_of(now: datetime) -> str:
    """The day in Bangkok, ISO."""
    return now.astimezone(BANGKOK).date().isoformat()


def spent(connection: Connection, source_id: str, *, now: datetime) -> Spending:
    """What a source's crawls took today."""
    mine = (spendings.c.source_id == source_id) & (spendings.c.day == day_of(now))
    row = connection.execute(select(spendings).where(mine)).first()
    if row is None:
        return Spending()
    return Spending(
        pages=row.pages, bytes=row.bytes, files=row.files, file_bytes=row.file_bytes, seconds=row.seconds
    )


def spend(connection: Connection, source_id: str, more: Spending, *, now: datetime) -> None:
    """Add to what today's crawls took."""
    known = spent(connection, source_id, now=now)
    values = {
        "source_id": source_id,
        "day": day_of(now),
        "pages": known.pages + more.pages,
        "bytes": known.bytes + more.bytes,
        "files": known.files + more.files,
        "file_bytes": known.file_bytes + more.file_bytes,
        "seconds": known.seconds + more.seconds,
    }
    upsert(connection, spendings, keys=("source_id", "day"), values=values)


def believed(connection: Connection, source_id: str, code: str, *, now: datetime) -> bool:
    """Note a fault of today; say whether it was met on so many days that it says something of the office."""
    mine = (mishaps.c.source_id == source_id) & (mishaps.c.code == code)
    row = connection.execute(select(mishaps).where(mine)).first()
    today = day_of(now)
    days = 1 if row is None else row.days + (row.last_day < today)
    values = {
        "source_id": source_id,
        "code": code,
        "first_day": today if row is None else row.first_day,
        "last_day": today if row is None else max(row.last_day, today),
        "days": days,
    }
    upsert(connection, mishaps, keys=("source_id", "code"), values=values)
    return bool(days >= DAYS_UNTIL_BELIEVED)


def recovered(connection: Connection, source_id: str) -> None:
    """Forget the faults of a source that answers again."""
    connection.execute(delete(mishaps).where(mishaps.c.source_id == source_id))


def pause(connection: Connection, source_id: str, seconds: float, reason: str, *, now: datetime) -> None:
    """Leave a source alone for as long as it asked to be."""
    until = now + min(timedelta(seconds=seconds), LONGEST_PAUSE)
    values = {"source_id": source_id, "until": until.isoformat(), "reason": reason}
    upsert(connection, pauses, keys=("source_id",), values=values)


def paused(connection: Connection, source_id: str, *, now: datetime) -> str:
    """Why a source is to be left alone now; empty where it is not."""
    row = connection.execute(select(pauses).where(pauses.c.source_id == source_id)).first()
    if row is None or not now < datetime.fromisoformat(row.until) <= now + LONGEST_PAUSE:
        return ""  # none, over, or set by a clock that was wrong
    return f"{row.reason} until {row.until}"


def begin(connection: Connection, source_id: str, since: date, *, now: datetime) -> None:
    """Begin a backfill, or go on with the one that reads back to the same day."""
    open_one = backfill_of(connection, source_id)
    if open_one is not None and open_one.since == since.isoformat():
        return
    values = {"source_id": source_id, "since": since.isoformat(), "begun_at": now.isoformat()}
    upsert(connection, backfills, keys=("source_id",), values=values | {"finished_at": None})


def backfill_of(connection: Connection, source_id: str) -> Backfill | None:
    """The unfinished backfill of a source."""
    mine = (backfills.c.source_id == source_id) & backfills.c.finished_at.is_(None)
    row = connection.execute(select(backfills).where(mine)).first()
    return None if row is None else Backfill(since=row.since, begun_at=datetime.fromisoformat(row.begun_at))


def finish(connection: Connection, source_id: str, *, now: datetime) -> None:
    """Note that nothing of a backfill is left to be read."""
    mine = (backfills.c.source_id == source_id) & backfills.c.finished_at.is_(None)
    connection.execute(update(backfills).where(mine).values(finished_at=now.isoformat()))
