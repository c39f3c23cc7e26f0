"""Documents of a corpus on their way: written to a file as they come, read again in order of date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pipelines.copies.records import Document
from pipelines.copies.sketch import pack, unpack

Row = tuple[str, int | None, str, int, bytes]


class Spool:
    """A corpus in a file, so that memory holds a batch and not all of it."""

    def __init__(self, file: Path, documents: Iterable[Document]) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA synchronous=OFF")  # thrown away after a crash anyway
        self._connection.execute(
            "CREATE TABLE spool "
            "(at INTEGER PRIMARY KEY, id TEXT, day INTEGER, source TEXT, authority INTEGER, packed BLOB)"
        )
        with self._connection:
            rows = (_row(document) for document in documents)
            self._connection.executemany(
                "INSERT INTO spool (id, day, source, authority, packed) VALUES (?, ?, ?, ?, ?)", rows
            )

    def __len__(self) -> int:
        """How many documents there are."""
        return int(self._connection.execute("SELECT count(*) FROM spool").fetchone()[0])

    def in_time(self) -> Iterator[Document]:
        """Documents in order of day and id, undated ones first."""
        query = "SELECT id, day, source, authority, packed FROM spool ORDER BY coalesce(day, 0), id"
        for one, day, source, authority, packed in self._connection.execute(query):
            published = None if day is None else date.fromordinal(day)
            yield Document(one, *unpack(packed), published, source, authority)

    def ids(self) -> Iterator[str]:
        """Ids in the order in which documents came."""
        return (row[0] for row in self._connection.execute("SELECT id FROM spool ORDER BY at"))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _row(document: Document) -> Row:
    packed = pack(document.title, document.body)
    return (document.id, document.day, document.source, document.authority, packed)
