"""What the stored links connect, as functions of a connection that sees all rows written so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Select, and_, case, or_, select

from pipelines.copies.derive import Edge, Node
from pipelines.copies.prepared import Prepared
from pipelines.copies.queries import Entry, group
from pipelines.copies.sql import listed
from pipelines.copies.tables import documents, links


def nodes(connection: Connection, owners: Collection[int]) -> list[Node]:
    """Return these texts as the join rule sees them: by the first document that carries each."""
    first: dict[int, Entry] = {}
    cluster: dict[int, str] = {}
    for entry in group(connection, owners):
        if entry.owner not in first or entry.order < first[entry.owner].order:
            first[entry.owner] = entry
        if entry.n == entry.owner:
            cluster[entry.n] = entry.cluster
    return [Node(n, *entry.order, cluster=cluster[n] or None) for n, entry in first.items()]


def _reached(dialect: str) -> Select[tuple[int]]:
    reached = (
        select(documents.c.n).where(listed(dialect, documents.c.n, "owners")).cte("reached", recursive=True)
    )
    other = case((links.c.a == reached.c.n, links.c.b), else_=links.c.a)
    touching = or_(links.c.a == reached.c.n, links.c.b == reached.c.n)
    reached = reached.union(select(other).where(links.c.kind == "copy_of", touching))
    return select(reached.c.n)


_REACHED = Prepared(_reached)


def connected(connection: Connection, owners: Iterable[int]) -> set[int]:
    """Return these texts and all that copy links connect them with."""
    given = set(owners)
    return given | {n for (n,) in _REACHED(connection, owners=list(given))}


def _among(dialect: str) -> Select[Any]:
    one = select(links.c.a, links.c.b, links.c.kind, links.c.bars, links.c.score)
    return one.where(and_(listed(dialect, links.c.a, "owners"), listed(dialect, links.c.b, "owners")))


_AMONG = Prepared(_among)


def edges(connection: Connection, owners: Collection[int]) -> dict[tuple[int, int], Edge]:
    """Return the links among these texts, by their numbers, the smaller first."""
    return {
        (min(a, b), max(a, b)): Edge(kind == "copy_of", bool(bars), score)
        for a, b, kind, bars, score in _AMONG(connection, owners=list(owners))
    }


def links_of(connection: Connection, n: int) -> list[Any]:
    """Return the link rows of one text."""
    return list(connection.execute(select(links).where(or_(links.c.a == n, links.c.b == n))))
