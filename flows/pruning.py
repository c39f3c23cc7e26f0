"""What may be forgotten: messages every engine has read, old runs, what killed runs left lying about."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from flows.workspace import Workspace
from pipelines.store import query_alerts
from pipelines.store import tables as t
from pipelines.store.operating import notices

LEFT_BEHIND = ("crawl-*", "look-*", "probe-*")
"""Folders that children of a crawl work in; one that is a day old belongs to a killed run."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many of each were removed."""

    messages: int
    runs: int
    notices: int
    folders: int


def prune(space: Workspace, *, keep_days: int, now: datetime) -> Pruned:
    """Remove what nobody needs; captures, versions, visits and takedowns stay for ever."""
    before = (now - timedelta(days=keep_days)).isoformat()
    with space.store.write() as connection:
        old = list(connection.scalars(select(t.runs.c.id).where(t.runs.c.started_at < before)))
        connection.execute(delete(t.issues).where(t.issues.c.run_id.in_(old)))
        connection.execute(delete(t.runs).where(t.runs.c.id.in_(old)))
        told = connection.execute(
            delete(notices).where(notices.c.next_at.is_(None), notices.c.at < before)
        ).rowcount
        messages = _messages(connection)
    folders = [space.settings.folder / "runs" / run for run in old]
    folders += _left_behind(space.settings.folder, now)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return Pruned(messages=messages, runs=len(old), notices=told, folders=len(folders))


def _messages(connection: Connection) -> int:
    """Remove what every engine and alert has read, but for the last one: the outbox's end is read off it."""
    read = connection.scalar(select(func.min(t.index_states.c.seq)))
    looked = query_alerts.least(connection)
    newest = connection.scalar(select(func.max(t.outbox.c.seq)))
    if read is None or newest is None:
        return 0
    read = read if looked is None else min(read, looked)
    done = (t.outbox.c.seq <= read) & (t.outbox.c.seq < newest)
    return connection.execute(delete(t.outbox).where(done)).rowcount


def _left_behind(home: Path, now: datetime) -> list[Path]:
    limit = (now - A_DAY).timestamp()
    return [
        folder
        for pattern in LEFT_BEHIND
        for folder in home.glob(pattern)
        if folder.is_dir() and folder.stat().st_mtime < limit
    ]
