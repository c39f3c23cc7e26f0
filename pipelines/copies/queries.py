"""What is asked of the copies' tables, as functions of a connection that sees all rows written so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from pipelines.copies.derive import UNDATED, Edge, Node
from pipelines.copies.judge import Text
from pipelines.copies.key import key_text
from pipelines.copies.sketch import unpack
from pipelines.copies.sql import among
from pipelines.copies.tables import clusters, documents, links, texts

DIGESTS_A_QUERY = 500
"""Bytes have no form in JSON, so digests are bound one by one; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document's row."""

    n: int
    id: str
    owner: int
    cluster: str
    digest: bytes | None
    day: int | None
    prints: int

    @property
    def order(self) -> tuple[int, str]:
        """First day, then id; undated last."""
        return (UNDATED if self.day is None else self.day, self.id)


_D = documents.c
_ENTRY = (_D.n, _D.id, _D.owner, _D.cluster, _D.digest, _D.day, _D.prints)


def entries(connection: Connection, *where: Any) -> list[Entry]:
    """Return the documents that fit."""
    return [Entry(*row) for row in connection.execute(select(*_ENTRY).where(*where))]


def group(connection: Connection, owners: Collection[int]) -> list[Entry]:
    """Return every document that carries one of these texts."""
    return entries(connection, among(connection, _D.owner, owners))


def owners_in(connection: Connection, cluster: str) -> list[Entry]:
    """Return the texts of a cluster, by their owners, in order of day and id."""
    found = entries(connection, _D.cluster == cluster, _D.n == _D.owner)
    return sorted(found, key=lambda entry: entry.order)


def owners_of(connection: Connection, digests: Collection[bytes]) -> dict[bytes, int]:
    """Return the owner of each digest that is known."""
    found, wanted = {}, list(digests)
    for start in range(0, len(wanted), DIGESTS_A_QUERY):
        some = _D.digest.in_(wanted[start : start + DIGESTS_A_QUERY])
        query = select(_D.digest, func.min(_D.owner)).where(some).group_by(_D.digest)
        found.update({bytes(digest): owner for digest, owner in connection.execute(query)})
    return found


def read_texts(connection: Connection, owners: Collection[int]) -> dict[int, Text]:
    """Return texts by their owner's number, with the days of all documents that carry them."""
    days: dict[int, set[int]] = {n: set() for n in owners}
    for entry in group(connection, owners):
        if entry.day is not None:
            days[entry.owner].add(entry.day)
    query = select(texts.c.n, texts.c.packed).where(among(connection, texts.c.n, owners))
    return {
        n: Text(key_text(unpack(packed)[1]), packed, tuple(sorted(days[n])))
        for n, packed in connection.execute(query)
    }


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


def connected(connection: Connection, owners: Iterable[int]) -> set[int]:
    """Return these texts and all that copy links connect them with."""
    seen = set(owners)
    edge = set(seen)
    while edge:
        near = or_(among(connection, links.c.a, edge), among(connection, links.c.b, edge))
        rows = connection.execute(select(links.c.a, links.c.b).where(links.c.kind == "copy_of", near))
        edge = {n for row in rows for n in row} - seen
        seen |= edge
    return seen


def edges(connection: Connection, owners: Collection[int]) -> dict[tuple[int, int], Edge]:
    """Return the links among these texts, by their numbers, the smaller first."""
    query = select(links.c.a, links.c.b, links.c.kind, links.c.bars, links.c.score).where(
        and_(among(connection, links.c.a, owners), among(connection, links.c.b, owners))
    )
    return {
        (min(a, b), max(a, b)): Edge(kind == "copy_of", bars, score)
        for a, b, kind, bars, score in connection.execute(query)
    }


def links_of(connection: Connection, n: int) -> list[Any]:
    """Return the link rows of one text."""
    return list(connection.execute(select(links).where(or_(links.c.a == n, links.c.b == n))))


def ages(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Return the order of minting of those of these cluster ids that were ever minted."""
    query = select(clusters.c.id, clusters.c.seq).where(among(connection, clusters.c.id, ids))
    return dict(connection.execute(query).all())
