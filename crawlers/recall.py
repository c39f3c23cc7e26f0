"""Ask again for pages that were read: have they been corrected since, or deleted?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, update

from pipelines.store.tables import frontier as t


def recall(connection: Connection, ids: Collection[str], *, since: datetime, now: datetime) -> int:
    """Make the articles due that were found since a moment; ``ids`` empty = of all offices.

    They are asked for conditionally, so that what has not changed costs no bytes. Returns how many.
    """
    read = (t.c.role == "article") & t.c.state.in_(("done", "waiting")) & (t.c.visits > 0)
    query = update(t).where(read, t.c.discovered_at >= since.isoformat())
    if ids:
        query = query.where(t.c.source_id.in_(sorted(ids)))
    return connection.execute(query.values(state="waiting", next_visit=now.isoformat(), attempts=0)).rowcount
