"""One search in the embedded index: the page, and what is counted over all matches."""

from __future__ import annotations

from tantivy import DocAddress, Occur, Order, Query, Searcher

from search.engines.embedded.best import Best
from search.engines.embedded.compile import Compiler
from search.engines.embedded.sums import summed
from search.engines.matching import matching
from search.engines.paging import cut, page
from search.engines.protocol import EngineHit, EngineHits, SearchRequest

MOST_VALUES = 60_000
"""Distinct values of a facet: Tantivy refuses more than 65,000 buckets."""
EVERY = "every"
"""The name of the count of all matches among the facets."""


class Search:
    """One request to one state of the index."""

    def __init__(self, compiler: Compiler, request: SearchRequest) -> None:
        self._compiler = compiler
        self._searcher = compiler.searcher
        self._request = request

    def answer(self) -> EngineHits:
        """Count what is asked for, and find the page where anything matches."""
        if not (self._request.total or self._request.stories or self._request.facets):
            return EngineHits(total=0, hits=self._page())
        found = self._compiler.query(matching(self._request.clause))
        total, facets = self._counts(found)
        hits = self._page() if total else ()
        stories = self._stories(found, total) if self._request.stories and total else 0
        return EngineHits(total=total, hits=hits, stories=stories, facets=facets)

    def _page(self) -> tuple[EngineHit, ...]:
        request = self._request
        if request.size and request.sort == "relevance" and (best := self._best()):
            return cut(best, request)
        return page(self._ordered, request)

    def _best(self) -> list[EngineHit] | None:
        """All that can belong to the page or before it; null = they must be found by reading all."""
        added = summed(self._request.clause)
        if added is None:
            return None
        wanted = self._request.offset + self._request.size
        best = Best(self._compiler, added).find(wanted, collapse=self._request.collapse)
        return None if best is None else [_hit(self._searcher, address, score) for score, address in best]

    def _ordered(self, limit: int) -> list[EngineHit]:
        searcher, sort = self._searcher, self._request.sort
        query = self._compiler.query(self._request.clause)
        if sort == "relevance":
            scored = searcher.search(query, limit=limit, count=False).hits
            return [_hit(searcher, address, score) for score, address in scored]
        order = Order.Desc if sort == "newest" else Order.Asc
        found = searcher.search(query, limit=limit, count=False, order_by_field=sort, order=order).hits
        return [_hit(searcher, address, 0.0) for _, address in found]

    def _counts(self, found: Query) -> tuple[int, dict[str, dict[str, int]]]:
        """Count all matches, and the values of the facets, in one pass that scores nothing.

        Each document has one story, so its numbers are as many as the documents.
        """
        asked: dict[str, dict[str, dict[str, str | int]]] = {
            name: {"terms": {"field": name, "size": MOST_VALUES}} for name in self._request.facets
        }
        asked[EVERY] = {"value_count": {"field": "story"}}
        answer = self._searcher.aggregate(found, asked)
        facets = {name: _values(answer[name]["buckets"]) for name in self._request.facets}
        return int(answer[EVERY]["value"]), facets

    def _stories(self, found: Query, total: int) -> int:
        """Count distinct clusters exactly; Tantivy's cardinality is an estimate (173,989 of 174,722).

        An article alone in its story counts one: only the others are looked at.
        """
        several = Query.term_query(self._compiler.schema, "alone", False)
        among = self._compiler.every(Query.boolean_query([(Occur.Must, found), (Occur.Must, several)]))
        return total - len(among) + len(set(self._searcher.fast_field_values("story", among)))


def _hit(searcher: Searcher, address: DocAddress, score: float) -> EngineHit:
    stored = searcher.doc(address)
    return EngineHit(str(stored.get_first("id")), score, str(stored.get_first("cluster")))


def _values(buckets: list[dict[str, str | int]]) -> dict[str, int]:
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
