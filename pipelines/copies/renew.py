"""Place stored texts anew after the rule has changed: a batch a transaction, so a kill loses one batch.

What waits is told by the version in each document's row, so a run goes on where the last one ended. The texts
are the stored ones: no page is read again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from pipelines.copies.place import place_all
from pipelines.copies.records import Document
from pipelines.copies.rules import ALGORITHM
from pipelines.copies.sketch import sketch, unpack
from pipelines.copies.tables import documents, texts

_D = documents.c


def waiting(connection: Connection) -> int:
    """Count the documents that an earlier version of the rule placed."""
    return connection.scalar(select(func.count()).where(_D.version < ALGORITHM)) or 0


def renew(connection: Connection, *, limit: int, now: datetime) -> tuple[int, frozenset[str]]:
    """Place the next documents that wait, in order of arrival.

    Returns:
        How many there were, and the ids of all documents whose cluster or series may have changed.
    """
    query = select(_D.id, texts.c.packed, _D.day, _D.source, _D.authority).join_from(
        documents, texts, _D.n == texts.c.n
    )
    rows = connection.execute(query.where(_D.version < ALGORITHM).order_by(_D.n).limit(limit)).all()
    stale = [
        Document(one, *unpack(packed), None if day is None else date.fromordinal(day), source, authority)
        for one, packed, day, source, authority in rows
    ]
    placed = place_all(connection, [(document, sketch(document)) for document in stale], now=now)
    changed = {one for each in placed for one in (*each.changed, *each.reissued)}
    return len(stale), frozenset(changed.union(document.id for document in stale))
