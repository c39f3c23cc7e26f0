"""What documents that are known already are worth, without reading the postings between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from tantivy import DocAddress, Occur, Query

from search.clauses import Clause
from search.engines.embedded.compile import Compiler
from search.engines.embedded.sums import Sum

Place: TypeAlias = tuple[int, int]
"""Segment, and document in it: an address that can be a key."""


def place(address: DocAddress) -> Place:
    """Where a document lies."""
    return address.segment_ord, address.doc


class Scores:
    """Scores documents by parts of one sum."""

    def __init__(self, compiler: Compiler, added: Sum) -> None:
        self._compiler = compiler
        self._searcher = compiler.searcher
        self._never = tuple(map(compiler.query, added.never))

    def of(self, documents: Sequence[DocAddress], parts: Iterable[Clause]) -> dict[Place, float]:
        """Add up what they are worth by some parts, in this order; what is excluded is left out.

        Each part is sought in these documents by a node of its own: a union, asked for one document, would
        read all its postings in the 4,096 documents around it.
        """
        query = self._without(self._these(documents), self._never)
        for part in parts:
            query = Query.boolean_query([(Occur.Must, query), (Occur.Should, self._compiler.query(part))])
        asked = {place(one) for one in documents}
        return {at: score for at, score in self._found(query, documents) if at in asked}

    def lack(self, documents: Sequence[DocAddress], parts: Iterable[Clause]) -> bool:
        """Whether one of them holds none of these parts."""
        query = self._without(self._these(documents), tuple(map(self._compiler.query, parts)))
        asked = {place(one) for one in documents}
        return any(at in asked for at, _ in self._found(query, documents))

    def stories(self, documents: Sequence[DocAddress]) -> Sequence[int]:
        """The numbers of their stories."""
        numbers: Sequence[int] = self._searcher.fast_field_values("story", list(documents))  # type: ignore[assignment]  # each has one
        return numbers

    def _found(self, query: Query, documents: Sequence[DocAddress]) -> list[tuple[Place, float]]:
        # more may be found than these: an article that has come to a story since the other was written
        hits = self._searcher.search(query, limit=2 * len(documents), count=False).hits
        return [(place(address), float(score)) for score, address in hits]

    def _these(self, documents: Sequence[DocAddress]) -> Query:
        """Find documents by the number of their story, which costs no look at what is stored of them."""
        numbers = self.stories(documents)
        alone = self._searcher.fast_field_values("alone", list(documents))
        named = [
            ("story", number) if single else ("id", self._id(one))
            for one, number, single in zip(documents, numbers, alone, strict=True)
        ]
        schema = self._compiler.schema
        terms = [(Occur.Should, Query.term_query(schema, *one)) for one in dict.fromkeys(named)]
        return Query.const_score_query(Query.boolean_query(terms), 0.0)

    def _id(self, document: DocAddress) -> str:
        return str(self._searcher.doc(document).get_first("id"))

    def _without(self, query: Query, excluded: Sequence[Query]) -> Query:
        if not excluded:
            return query
        return Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, one) for one in excluded)])
