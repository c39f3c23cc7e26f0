"""What is asked of the copies' tables, as functions of a connection that sees all rows written so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from pipelines.copies.derive import UNDATED, Edge, Node
from pipelines.copies.judge import Text
from pipelines.copies.key import key_text
from pipelines.copies.records import Document, Sketch
from pipelines.copies.sketch import unpack
from pipelines.copies.sql import among, joined
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
    source: str
    series: str | None = None

    @property
    def order(self) -> tuple[int, str]:
        """First day, then id; undated last."""
        return (UNDATED if self.day is None else self.day, self.id)


_D = documents.c
# Built once: for each document anew they cost as much as asking.
_ENTRIES = select(_D.n, _D.id, _D.owner, _D.cluster, _D.digest, _D.day, _D.prints, _D.source, _D.series)
_OWNERS = select(_D.digest, func.min(_D.owner)).group_by(_D.digest)


def entries(connection: Connection, *where: Any) -> list[Entry]:
    """Return the documents that fit."""
    return [Entry(*row) for row in connection.execute(_ENTRIES.where(*where))]


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
        found.update({bytes(digest): owner for digest, owner in connection.execute(_OWNERS.where(some))})
    return found


def read_texts(connection: Connection, owners: Collection[int]) -> dict[int, Text]:
    """Return texts by their owner's number, with the days of all documents that carry them."""
    days, sources = joined(connection, _D.day), joined(connection, _D.source)
    carried = select(texts.c.n, texts.c.packed, days, sources).join_from(
        texts, documents, _D.owner == texts.c.n
    )
    rows = connection.execute(carried.where(among(connection, texts.c.n, owners)).group_by(texts.c.n))
    return {n: _text(*row) for n, *row in rows}


def _text(packed: bytes, days: str | None, sources: str) -> Text:
    """A text with what its documents say, each joined by commas."""
    ordinals = {int(day) for day in days.split(",")} if days else set()
    return Text(key_text(unpack(packed)[1]), packed, tuple(sorted(ordinals)), offices(*sources.split(",")))


def text_of(document: Document, sketch: Sketch) -> Text:
    """The text of a document that nobody else carries."""
    days = () if document.day is None else (document.day,)
    return Text(sketch.key, sketch.packed, days, offices(document.source))


def offices(*sources: str) -> frozenset[str]:
    """The offices of a text; documents without one say nothing."""
    return frozenset(sources) - {""}


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
    given = set(owners)
    reached = select(_D.n).where(among(connection, _D.n, given)).cte("reached", recursive=True)
    other = case((links.c.a == reached.c.n, links.c.b), else_=links.c.a)
    touching = or_(links.c.a == reached.c.n, links.c.b == reached.c.n)
    reached = reached.union(select(other).where(links.c.kind == "copy_of", touching))
    return given | set(connection.scalars(select(reached.c.n)))


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
