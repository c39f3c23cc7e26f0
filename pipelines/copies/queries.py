"""What is asked of the copies' tables, as functions of a connection that sees all rows written so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    literal,
    select,
)

from pipelines.copies.derive import UNDATED
from pipelines.copies.judge import Text
from pipelines.copies.key import key_text
from pipelines.copies.prepared import Prepared
from pipelines.copies.records import Document, Sketch
from pipelines.copies.sketch import unpack
from pipelines.copies.sql import joined, listed
from pipelines.copies.tables import clusters, documents, texts

DIGESTS_A_QUERY = 500
"""Bytes have no form in JSON, so digests are bound one by one; SQLite takes 32,766 values."""

_BETWEEN = "\x1f"
"""Parts the names of sources, which may hold commas: ASCII's unit separator."""


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
_COLUMNS = (_D.n, _D.id, _D.owner, _D.cluster, _D.digest, _D.day, _D.prints, _D.source, _D.series)
_ROW = select(*_COLUMNS)
_OWNERS = select(_D.digest, func.min(_D.owner)).group_by(_D.digest)
_BY_ID = Prepared(lambda dialect: _ROW.where(listed(dialect, _D.id, "ids")))
_BY_NUMBER = Prepared(lambda dialect: _ROW.where(listed(dialect, _D.n, "numbers")))
_BY_OWNER = Prepared(lambda dialect: _ROW.where(listed(dialect, _D.owner, "owners")))
_OF_CLUSTER = Prepared(lambda _: _ROW.where(_D.cluster == bindparam("name"), _D.n == _D.owner))
_AGES = Prepared(
    lambda dialect: select(clusters.c.id, clusters.c.seq).where(listed(dialect, clusters.c.id, "ids"))
)


def _greatest(column: Column[int]) -> ColumnElement[int]:
    return func.coalesce(select(func.max(column)).scalar_subquery(), 0)


_GREATEST = (_greatest(_D.n), _greatest(clusters.c.seq))
_LAST = Prepared(lambda _: select(*_GREATEST))


def last(connection: Connection) -> tuple[int, int]:
    """Return the greatest number of a document, and of a cluster; 0 where there is none."""
    ((n, seq),) = _LAST(connection)
    return n, seq


@dataclass(frozen=True, slots=True)
class Newcomer:
    """All that is asked first for a document that is placed by itself."""

    last: tuple[int, int]
    """As :func:`last`."""
    owner: int | None
    """The text with its digest."""
    age: int | None
    """When its own cluster id was minted, if it ever was."""
    known: Entry | None
    """The document that has its id already."""


def _newcomer(_: str) -> Select[*tuple[Any, ...]]:
    owner = select(func.min(_D.owner)).where(_D.digest == bindparam("digest")).scalar_subquery()
    age = select(clusters.c.seq).where(clusters.c.id == bindparam("name")).scalar_subquery()
    one = select(literal(1).label("one")).subquery()
    return select(*_GREATEST, owner, age, *_COLUMNS).select_from(
        one.outerjoin(documents, _D.id == bindparam("wanted"))
    )


_NEWCOMER = Prepared(_newcomer)


def newcomer(connection: Connection, document_id: str, digest: bytes | None, name: str) -> Newcomer:
    """Ask about a document, its digest and the cluster id it would have: one statement for four."""
    ((n, seq, owner, age, *row),) = _NEWCOMER(connection, wanted=document_id, digest=digest, name=name)
    return Newcomer((n, seq), owner, age, Entry(*row) if row[0] is not None else None)


def ages(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Return the order of minting of those of these cluster ids that were ever minted."""
    return dict(_AGES(connection, ids=list(ids)))


def by_id(connection: Connection, ids: Iterable[str]) -> list[Entry]:
    """Return the documents with these ids that are known."""
    return [Entry(*row) for row in _BY_ID(connection, ids=list(ids))]


def by_number(connection: Connection, numbers: Iterable[int]) -> list[Entry]:
    """Return the documents with these numbers."""
    return [Entry(*row) for row in _BY_NUMBER(connection, numbers=list(numbers))]


def group(connection: Connection, owners: Iterable[int]) -> list[Entry]:
    """Return every document that carries one of these texts."""
    return [Entry(*row) for row in _BY_OWNER(connection, owners=list(owners))]


def owners_in(connection: Connection, cluster: str) -> list[Entry]:
    """Return the texts of a cluster, by their owners, in order of day and id."""
    found = [Entry(*row) for row in _OF_CLUSTER(connection, name=cluster)]
    return sorted(found, key=lambda entry: entry.order)


def owners_of(connection: Connection, digests: Collection[bytes]) -> dict[bytes, int]:
    """Return the owner of each digest that is known."""
    found, wanted = {}, list(digests)
    for start in range(0, len(wanted), DIGESTS_A_QUERY):
        some = _D.digest.in_(wanted[start : start + DIGESTS_A_QUERY])
        found.update({bytes(digest): owner for digest, owner in connection.execute(_OWNERS.where(some))})
    return found


def _carried(dialect: str) -> Select[tuple[int, bytes, str, str]]:
    days, sources = joined(dialect, _D.day), joined(dialect, _D.source, _BETWEEN)
    carried = select(texts.c.n, texts.c.packed, days, sources)
    carried = carried.join_from(texts, documents, _D.owner == texts.c.n)
    return carried.where(listed(dialect, texts.c.n, "owners")).group_by(texts.c.n)


_CARRIED = Prepared(_carried)


def read_texts(connection: Connection, owners: Collection[int]) -> dict[int, Text]:
    """Return texts by their owner's number, with the days of all documents that carry them."""
    return {n: _text(*row) for n, *row in _CARRIED(connection, owners=list(owners))}


def _text(packed: bytes, days: str | None, sources: str) -> Text:
    """A text with what its documents say."""
    ordinals = {int(day) for day in days.split(",")} if days else set()
    named = offices(*sources.split(_BETWEEN))
    return Text(key_text(unpack(packed)[1]), packed, tuple(sorted(ordinals)), named)


def text_of(document: Document, sketch: Sketch) -> Text:
    """The text of a document that nobody else carries."""
    days = () if document.day is None else (document.day,)
    return Text(sketch.key, sketch.packed, days, offices(document.source))


def offices(*sources: str) -> frozenset[str]:
    """The offices of a text; documents without one say nothing."""
    return frozenset(sources) - {""}
