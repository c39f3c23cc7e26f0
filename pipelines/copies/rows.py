"""Rows of the copies' tables, as one batch of one writer remembers and changes them.

New rows wait in lists and are written together, before anything is read that could depend on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select, update

from pipelines.copies import queries
from pipelines.copies.judge import Text
from pipelines.copies.minting import CLUSTER, names
from pipelines.copies.prepared import into
from pipelines.copies.queries import Entry
from pipelines.copies.records import Document, Sketch
from pipelines.copies.rules import ALGORITHM
from pipelines.copies.sql import among
from pipelines.copies.tables import clusters, documents, links, texts

NOT_PLACED = ""
_INTO = tuple(into(table) for table in (documents, texts, links, clusters))


class Rows:
    """What a batch knows of the tables, and what it is about to write."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now.isoformat(timespec="seconds")
        self._last: tuple[int, int] | None = None
        self._documents: list[dict[str, Any]] = []
        self._texts: list[dict[str, Any]] = []
        self._links: list[dict[str, Any]] = []
        self._clusters: list[dict[str, Any]] = []
        self._waiting = (self._documents, self._texts, self._links, self._clusters)
        self._by_n: dict[int, Entry] = {}
        self._by_id: dict[str, Entry | None] = {}
        self._by_digest: dict[bytes, int | None] = {}
        self._free_ids: set[str] = set()
        self._read: dict[int, Text] = {}

    def written(self) -> Connection:
        """Return the connection, all waiting rows written."""
        for table, waiting in zip(_INTO, self._waiting, strict=True):
            if waiting:
                table.write(self._connection, waiting)
                waiting.clear()
        return self._connection

    # -- reading, each thing once --------------------------------------------------------------------------

    def load(self, ids: Collection[str], digests: Collection[bytes]) -> None:
        """Read at once what placing these documents will ask for."""
        connection = self.written()
        self._by_id.update(dict.fromkeys(ids))
        self._by_digest.update(dict.fromkeys(digests))
        if len(ids) == 1:
            self._load_one(next(iter(ids)), next(iter(digests), None))
            return
        for entry in queries.by_id(connection, ids):
            self._remember(entry)
        self._by_digest.update(queries.owners_of(connection, digests))
        first = {next(names(CLUSTER, one)) for one in ids}
        self._free_ids = first - queries.ages(connection, first).keys()

    def _load_one(self, document_id: str, digest: bytes | None) -> None:
        name = next(names(CLUSTER, document_id))
        found = queries.newcomer(self._connection, document_id, digest, name)
        self._last = found.last
        if found.known is not None:
            self._remember(found.known)
        if digest is not None:
            self._by_digest[digest] = found.owner
        if found.age is None:
            self._free_ids = {name}

    def entry(self, document_id: str) -> Entry | None:
        """Return the row of a document, or None."""
        if document_id not in self._by_id:
            found = queries.by_id(self.written(), [document_id])
            self._by_id[document_id] = None
            for entry in found:
                self._remember(entry)
        return self._by_id[document_id]

    def owner_of(self, digest: bytes | None) -> int | None:
        """Return the number of the text with this digest, or None."""
        if digest is None:
            return None
        if digest not in self._by_digest:
            self._by_digest[digest] = queries.owners_of(self.written(), [digest]).get(digest)
        return self._by_digest[digest]

    def entries(self, numbers: Collection[int]) -> dict[int, Entry]:
        """Return rows by document number."""
        unread = [n for n in numbers if n not in self._by_n]
        if unread:
            for entry in queries.by_number(self._connection, unread):
                self._remember(entry)
        return {n: self._by_n[n] for n in numbers}

    def group(self, owner: int) -> list[Entry]:
        """Return every document that carries a text."""
        found = queries.group(self.written(), [owner])
        for entry in found:
            self._remember(entry)
        return found

    def texts(self, owners: Iterable[int]) -> dict[int, Text]:
        """Return texts by their owner's number; others that are known too may be among them."""
        wanted = [n for n in owners if n not in self._read]
        if wanted:
            self._read.update(queries.read_texts(self.written(), wanted))
        return self._read

    def unchanged(self, known: Entry, document: Document, sketch: Sketch) -> bool:
        """Say whether this very text with this day is stored, read by this version; keep its office fresh."""
        connection = self.written()
        query = select(texts.c.packed, documents.c.version).where(texts.c.n == documents.c.n)
        packed, version = connection.execute(query.where(documents.c.n == known.n)).one()
        if (packed, version, known.day) != (sketch.packed, ALGORITHM, document.day):
            return False
        mine = update(documents).where(documents.c.n == known.n)
        connection.execute(mine.values(source=document.source, authority=document.authority))
        return True

    # -- writing -------------------------------------------------------------------------------------------

    def number(self) -> int:
        """Give the next document its number."""
        n, seq = self._last or queries.last(self.written())
        self._last = n + 1, seq
        return n + 1

    def add(
        self, n: int, document: Document, sketch: Sketch, *, owner: int, cluster: str, prints: int
    ) -> Entry:
        """Add a document's rows."""
        row = {
            "n": n, "id": document.id, "owner": owner, "cluster": cluster, "digest": sketch.digest,
            "day": document.day, "source": document.source, "authority": document.authority,
            "length": len(sketch.key), "prints": prints, "version": ALGORITHM, "series": None,
        }  # fmt: skip
        self._documents.append(row)
        self._texts.append({"n": n, "packed": sketch.packed})
        entry = Entry(n, document.id, owner, cluster, sketch.digest, document.day, prints, document.source)
        self._remember(entry)
        if owner != n:
            self._read.pop(owner, None)
            return entry
        if sketch.digest is not None:
            self._by_digest[sketch.digest] = n
        self._read[n] = queries.text_of(document, sketch)
        return entry

    def add_link(self, row: dict[str, Any]) -> None:
        """Add a link's row."""
        self._links.append(row)

    def mint(self, document_id: str) -> str:
        """Make a cluster id that was never used: from the id of its first member, deterministic."""
        free = (one for one in names(CLUSTER, document_id) if one in self._free_ids or not self._used(one))
        found = next(free)
        self._free_ids.discard(found)
        n, seq = self._last or queries.last(self.written())
        self._last = n, seq + 1
        self._clusters.append({"seq": seq + 1, "id": found, "alias_of": None, "minted_at": self._now})
        return found

    def _used(self, cluster_id: str) -> bool:
        return bool(self.ages([cluster_id]))

    def ages(self, ids: Collection[str]) -> dict[str, int]:
        """Return the order of minting of those of these cluster ids that were ever minted."""
        return queries.ages(self.written(), ids)

    def alias(self, old: str, new: str) -> None:
        """Let one id go on for another that was merged into it, and for those merged into that before."""
        where = or_(clusters.c.id == old, clusters.c.alias_of == old)
        self.written().execute(update(clusters).where(where).values(alias_of=new))

    def move(self, owners: Collection[int], cluster: str) -> list[str]:
        """Put all documents of these texts into a cluster; return the ids of those that were elsewhere."""
        connection = self.written()
        where = and_(among(connection, documents.c.owner, owners), documents.c.cluster != cluster)
        statement = update(documents).where(where).values(cluster=cluster).returning(documents.c.id)
        moved = sorted(connection.scalars(statement))
        self.forget(moved)
        return moved

    def forget(self, ids: Iterable[str]) -> None:
        """Read these documents again when they are asked for."""
        for one in ids:
            entry = self._by_id.pop(one, None)
            if entry is not None:
                self._by_n.pop(entry.n, None)

    def _remember(self, entry: Entry) -> None:
        self._by_id[entry.id] = self._by_n[entry.n] = entry

    def drop_links(self, n: int, codes: Collection[str] | None = None) -> None:
        """Delete the links of one text, or those with one of these reasons."""
        where = or_(links.c.a == n, links.c.b == n)
        if codes is not None:
            where = and_(where, links.c.code.in_(list(codes)))
        self.written().execute(delete(links).where(where))

    def drop(self, entry: Entry) -> None:
        """Delete a document's own rows."""
        connection = self.written()
        connection.execute(delete(documents).where(documents.c.n == entry.n))
        connection.execute(delete(texts).where(texts.c.n == entry.n))
        self._by_id[entry.id] = None
        self._by_n.pop(entry.n, None)
        self._read.pop(entry.owner, None)
        if entry.digest is not None:
            self._by_digest.pop(entry.digest, None)

    def hand_over(self, old: int, new: int, prints: int) -> None:
        """Make another document the owner of a text: its links and the documents that carry it follow."""
        connection = self.written()
        for column in (links.c.a, links.c.b):
            connection.execute(update(links).where(column == old).values({column.name: new}))
        connection.execute(update(documents).where(documents.c.owner == old).values(owner=new))
        connection.execute(update(documents).where(documents.c.n == new).values(prints=prints))
        self._read.pop(old, None)
        self.forget([entry.id for entry in self._by_n.values() if entry.owner == old])
