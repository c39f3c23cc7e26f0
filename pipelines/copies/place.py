"""Place, replace and remove texts in the store, inside the caller's write transaction.

The transaction must hold the write lock from its first statement (SQLite: ``BEGIN IMMEDIATE``); on PostgreSQL
(READ COMMITTED, its default) an advisory lock is taken here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from pipelines.copies import graph, queries
from pipelines.copies.batch import Batch
from pipelines.copies.linking import stored
from pipelines.copies.records import Document, Link, Member, Placed, Sketch
from pipelines.copies.sql import among, hold
from pipelines.copies.tables import clusters, documents


def place_all(
    connection: Connection, pairs: Sequence[tuple[Document, Sketch]], *, now: datetime
) -> tuple[Placed, ...]:
    """Place documents one after another; the result is that of placing each by itself, only faster.

    Documents whose id is known are replaced; unchanged ones are left as they are. 256 a call is a good size.
    """
    hold(connection)
    batch = Batch(connection, now)
    batch.load([document for document, _ in pairs], [sketch for _, sketch in pairs])
    placed = tuple(batch.place(document, sketch) for document, sketch in pairs)
    batch.write()
    return placed


def place(connection: Connection, document: Document, sketch: Sketch, *, now: datetime) -> Placed:
    """Place one document; see :func:`place_all`."""
    return place_all(connection, [(document, sketch)], now=now)[0]


def replace(connection: Connection, document: Document, sketch: Sketch, *, now: datetime) -> Placed:
    """Place a changed text anew: it keeps its cluster id if it was alone or still belongs there."""
    return place(connection, document, sketch, now=now)


def remove(connection: Connection, document_id: str, *, now: datetime) -> tuple[str, ...]:
    """Take a document out with its text, prints and links.

    Return the ids of others whose cluster or series changed.
    """
    hold(connection)
    batch = Batch(connection, now)
    changed = batch.remove(document_id)
    batch.write()
    return changed


def resolve(connection: Connection, cluster_id: str) -> str:
    """Return the id that goes on for a cluster id after merges: itself, if it is in use."""
    found = connection.scalar(select(clusters.c.alias_of).where(clusters.c.id == cluster_id))
    return found or cluster_id


def cluster_of(connection: Connection, document_id: str) -> str | None:
    """Return the cluster id of a document, or None for an unknown one."""
    return connection.scalar(select(documents.c.cluster).where(documents.c.id == document_id))


def homes(connection: Connection, ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """Return cluster and series of each of these documents that is known."""
    query = select(documents.c.id, documents.c.cluster, documents.c.series)
    rows = connection.execute(query.where(among(connection, documents.c.id, list(ids))))
    return {document_id: (cluster, series) for document_id, cluster, series in rows}


def links(connection: Connection, document_id: str) -> tuple[Link, ...]:
    """Return the stored links of a document's text, strongest first.

    They name the first document with either text; documents with equal texts share their links.
    """
    found = queries.by_id(connection, [document_id])
    if not found:
        return ()
    rows = graph.links_of(connection, found[0].owner)
    owners = {n for one in rows for n in (one.a, one.b)}
    names = {entry.n: entry.id for entry in queries.group(connection, owners) if entry.n == entry.owner}
    ranked = sorted(rows, key=lambda one: (-one.score, names[one.a], names[one.b]))
    return tuple(stored(one, names) for one in ranked)


def members(connection: Connection, cluster_id: str) -> tuple[Member, ...]:
    """Return the members of a cluster (an alias will do), earliest first, undated ones last."""
    query = (
        select(documents.c.id, documents.c.source, documents.c.day, documents.c.authority, documents.c.length)
        .where(documents.c.cluster == resolve(connection, cluster_id))
        .order_by(func.coalesce(documents.c.day, date.max.toordinal() + 1), documents.c.id)
    )
    return tuple(
        Member(one, source, None if day is None else date.fromordinal(day), authority, length)
        for one, source, day, authority, length in connection.execute(query)
    )


def representative(connection: Connection, cluster_id: str) -> str | None:
    """Return the id of the member that stands for a cluster: nearest office, earliest, longest, then id."""
    found = members(connection, cluster_id)
    return min(found, key=_precedence).id if found else None


def _precedence(member: Member) -> tuple[int, date, int, str]:
    return (member.authority, member.published_day or date.max, -member.length, member.id)
