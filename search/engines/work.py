"""How much a search would read, counted before it starts.

Counted in postings, from the document frequencies in the dictionary of the index: the same query in the same
index is answered or refused whatever else the machine does. The sum is an upper bound: what an intersection
passes over is counted too, but for phrases, whose rarest term leads. Tantivy cannot be stopped once it runs,
so it refuses what is beyond :data:`MOST_POSTINGS`. Elasticsearch ends a search itself; its dictionary is far
away, so there a query that may read as much (:class:`Guessed`) has less time than others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.errors import QueryError
from search.clauses import (
    Between,
    Bool,
    Clause,
    Constant,
    Everything,
    Near,
    Nothing,
    OneOf,
    Phrase,
    Prefix,
    Term,
)

MOST_POSTINGS = 50_000_000
"""About a second of one processor: the dearest kinds of query, of frequent words and their neighbours, read
32 to 60 million a second (100,000 passages, 25 November 2026); all others cost less than is counted."""
EVERY = 20
"""Documents in one of which a frequent word stands, where that is guessed."""
SEEK = 16
"""Postings that a jump to one document may cost: they are packed by 128, and unpacked in whole blocks."""
POSITIONS = 3
"""Postings that reading the positions of one term in one document costs, beside its own."""
COMPARED = 4
"""Terms of a phrase whose positions are compared: of a longer one, few documents last so long."""


class Dictionary(Protocol):
    """What is asked of an index: :class:`tantivy.Searcher`."""

    @property
    def num_docs(self) -> int:
        """Documents in the index."""

    def doc_freq(self, field_name: str, field_value: str | int | bool) -> int:
        """Documents that hold a value."""

    def terms_with_prefix(self, field_name: str, prefix: str) -> list[tuple[str, int]]:
        """Terms that begin so, with their documents."""


class Remembered:
    """A dictionary that is asked for each value once: a look takes 20 µs in ten segments."""

    def __init__(self, index: Dictionary) -> None:
        self._index = index
        self._counts: dict[tuple[str, str | int | bool], int] = {}
        self.num_docs = index.num_docs

    def doc_freq(self, field_name: str, field_value: str | int | bool) -> int:
        """Documents that hold a value."""
        key = field_name, field_value
        if key not in self._counts:
            self._counts[key] = self._index.doc_freq(field_name, field_value)
        return self._counts[key]

    def terms_with_prefix(self, field_name: str, prefix: str) -> list[tuple[str, int]]:
        """Terms that begin so, with their documents."""
        return self._index.terms_with_prefix(field_name, prefix)


@dataclass(frozen=True, slots=True)
class Guessed:
    """The dictionary of an index of which only the size is known: all its words are frequent ones."""

    num_docs: int

    def doc_freq(self, field_name: str, field_value: str | int | bool) -> int:
        """As of a frequent word."""
        return self.num_docs // EVERY

    def terms_with_prefix(self, field_name: str, prefix: str) -> list[tuple[str, int]]:
        """One term, in all documents."""
        return [(prefix, self.num_docs)]


def checked(clause: Clause, index: Dictionary) -> None:
    """Refuse a query that would read too much.

    Raises:
        QueryError: it would; nothing was searched.
    """
    counted = postings(clause, index)
    if counted > MOST_POSTINGS:
        raise QueryError(
            f"the query would read {counted:,} postings of the index, {MOST_POSTINGS:,} are allowed: "
            "use fewer or rarer words, above all in “…”~n",
            f"คำค้นนี้ต้องอ่านดัชนี {counted:,} รายการ เกินขีดจำกัด {MOST_POSTINGS:,} โปรดใช้คำน้อยลงหรือคำที่พบน้อยกว่า",
            position=0,
        )


def too_long(seconds: float) -> QueryError:
    """The error of a search that was ended."""
    return QueryError(
        f"the search took longer than {seconds:g} s: use fewer or rarer words, or narrow it by filters",
        f"การค้นหาใช้เวลาเกิน {seconds:g} วินาที โปรดใช้คำน้อยลง คำที่พบน้อยกว่า หรือตัวกรอง",
        position=0,
    )


def postings(clause: Clause, index: Dictionary) -> int:
    """Postings that a clause may read."""
    match clause:
        case Term(field, value):
            return index.doc_freq(field, value)
        case Phrase(field, terms):
            return _row(field, terms, index)
        case Near():
            return _near(clause, index)
        case Prefix(field, value):
            return sum(count for _, count in index.terms_with_prefix(field, value))
        case OneOf(field, values):
            return sum(index.doc_freq(field, value) for value in values)
        case Between() | Everything():
            return index.num_docs
        case Nothing():
            return 0
        case Constant(inner, _):
            return postings(inner, index)
        case Bool():
            return _bool(clause, index)


def _row(field: str, terms: Sequence[str], index: Dictionary) -> int:
    counts = [index.doc_freq(field, term) for term in terms]
    rarest = min(counts)
    seeks = sum(min(count, SEEK * rarest) for count in counts)
    return seeks + POSITIONS * min(len(counts), COMPARED) * rarest


def _near(near: Near, index: Dictionary) -> int:
    """As many rows as the compiler makes (:meth:`.compile.Compiler.query`)."""
    orders = 1 if near.left == near.right else 2
    single = orders == 2 and len(near.left) == len(near.right) == 1
    rows = orders if single else orders * (near.gap + 1)
    return rows * _row(near.field, near.left + near.right, index)


def _bool(clause: Bool, index: Dictionary) -> int:
    parts = (*clause.must, *clause.should, *clause.refine, *clause.filters, *clause.never)
    only_excludes = clause.never and not (clause.must or clause.should or clause.refine or clause.filters)
    return sum(postings(part, index) for part in parts) + (index.num_docs if only_excludes else 0)
