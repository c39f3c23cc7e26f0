"""Sending what is queued: tried again at growing distances, in this run and in later ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import sleep
from typing import Any

from sqlalchemy import Row, select, update

from flows.alerts.book import Notice
from flows.alerts.message import Language, message
from flows.alerts.sinks import Send, Unsent
from pipelines.codec import from_json
from pipelines.store.database import Store
from pipelines.store.operating import notices as t

TRIES = 3
"""In one run, after pauses of two and four seconds."""
ATTEMPTS = 12
"""In all; by then a daily run has tried for four days."""
FIRST, MOST = timedelta(minutes=5), timedelta(hours=6)


def send(
    store: Store,
    sinks: Mapping[str, Send],
    *,
    language: Language,
    now: datetime,
    pause: Callable[[float], None] = sleep,
) -> list[str]:
    """Send what is due; return what could not be sent, in words. A message sent is never sent again."""
    with store.read() as connection:
        due = connection.execute(select(t).where(t.c.next_at <= now.isoformat()).order_by(t.c.seq)).all()
    away: dict[str, str] = {}
    for row in due:
        if row.sink not in sinks or row.sink in away:
            continue  # a sink that is away is asked once a run
        error = deliver(sinks[row.sink], from_json(row.record, Notice), language, pause)
        if error:
            away[row.sink] = error
        _settle(store, row, error, now)
    return [f"{sink}: {error}" for sink, error in away.items()]


def deliver(sink: Send, notice: Notice, language: Language, pause: Callable[[float], None] = sleep) -> str:
    """Hand a message to its sink; return why not, empty where it was taken."""
    made = message(notice, language)
    for attempt in range(TRIES):
        try:
            sink(made)
            return ""
        except Unsent as error:
            said = str(error)
        if attempt < TRIES - 1:
            pause(2.0 * 2**attempt)
    return said


def _settle(store: Store, row: Row[Any], error: str, now: datetime) -> None:
    attempts = row.attempts + 1
    wait = min(FIRST * 2 ** (attempts - 1), MOST)
    values: dict[str, Any] = {"attempts": attempts, "error": error or None}
    if not error:
        values |= {"sent_at": now.isoformat(), "next_at": None}
    else:
        values["next_at"] = None if attempts >= ATTEMPTS else (now + wait).isoformat()
    with store.write() as connection:
        connection.execute(update(t).where(t.c.seq == row.seq).values(**values))
