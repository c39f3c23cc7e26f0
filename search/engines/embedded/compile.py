"""Clauses to Tantivy queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tantivy import DocAddress, FieldType, Occur, Query, Schema, Searcher

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
from search.engines.work import Dictionary

_SPECIAL = frozenset(r"\.+*?()|[]{}^$#&-~")


class Compiler:
    """Compiles for one state of one index, which it asks which values exist."""

    def __init__(self, schema: Schema, searcher: Searcher, counts: Dictionary | None = None) -> None:
        self.schema = schema
        self.searcher = searcher
        self.counts = counts or searcher

    def query(self, clause: Clause) -> Query:
        """Make the query of a clause."""
        match clause:
            case Term(field, value, weight):
                term = Query.term_query(self.schema, field, value)
                return term if weight == 1.0 else Query.boost_query(term, weight)
            case Phrase(field, terms):
                return self._row(field, enumerate(terms))
            case Near():
                return self._near(clause)
            case Prefix(field, value):
                return Query.regex_query(self.schema, field, "".join(map(_literal, value)) + ".*")
            case OneOf(field, values):
                return self._one_of(field, values)
            case Between(field, low, high):
                return Query.range_query(self.schema, field, FieldType.Integer, low, high)
            case Constant(inner, score):
                return Query.const_score_query(self.query(inner), score)
            case Everything():
                return Query.const_score_query(Query.all_query(), 0.0)
            case Nothing():
                return Query.empty_query()
            case Bool():
                return self._bool(clause)

    def every(self, query: Query) -> list[DocAddress]:
        """All documents that a query matches, in no order."""
        hits = self.searcher.search(query, limit=max(1, self.searcher.num_docs), count=False).hits
        return [address for _, address in hits]

    def _bool(self, clause: Bool) -> Query:
        parts = [(Occur.Must, self.query(one)) for one in clause.must]
        parts += [(Occur.Must, Query.const_score_query(self.query(one), 0.0)) for one in clause.filters]
        parts += [(Occur.Should, self.query(one)) for one in (*clause.should, *clause.refine)]
        if clause.never and not parts:
            parts = [(Occur.Must, self.query(Everything()))]
        parts += [(Occur.MustNot, self.query(one)) for one in clause.never]
        return Query.boolean_query(parts)

    def _one_of(self, field: str, values: tuple[str | int | bool, ...]) -> Query:
        """Ask for the values that exist: a set query of all would be slower fivefold (search §I)."""
        present = [value for value in values if self.counts.doc_freq(field, value)]
        if not present:
            return Query.empty_query()
        terms = [(Occur.Should, Query.term_query(self.schema, field, value)) for value in present]
        return terms[0][1] if len(terms) == 1 else Query.boolean_query(terms)

    def _near(self, near: Near) -> Query:
        """One word near another, in either order: a phrase with slop, asked for both ways round.

        Tantivy's slop is the distance from where the second word would stand in a row, whichever way: either
        phrase lets in fewer of the other order than of its own, and together they let in what Lucene's
        ordered spans do. Longer rows, and a word near itself, are asked for at every distance.
        """
        orders = dict.fromkeys(((near.left, near.right), (near.right, near.left)))
        if len(near.left) == len(near.right) == 1 and len(orders) == 2:
            rows = [self._row(near.field, enumerate(a + b), near.gap) for a, b in orders]
        else:
            apart = [_apart(a, b, gap) for a, b in orders for gap in range(near.gap + 1)]
            rows = [self._row(near.field, terms) for terms in apart]
        return Query.boolean_query([(Occur.Should, one) for one in rows])

    def _row(self, field: str, terms: Iterable[tuple[int, str]], slop: int = 0) -> Query:
        return Query.phrase_query(self.schema, field, list(terms), slop)


def _apart(first: tuple[str, ...], second: tuple[str, ...], gap: int) -> Iterator[tuple[int, str]]:
    yield from enumerate(first)
    yield from enumerate(second, start=len(first) + gap)


def _literal(character: str) -> str:
    return f"\\{character}" if character in _SPECIAL else character
