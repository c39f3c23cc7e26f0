"""What one search asks the server: the order of the best, and what is counted of all matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from search.clauses import Bool, Clause, OneOf, any_of
from search.engines.cluster.compile import beside, lifted, query, ranking
from search.engines.matching import matching
from search.engines.protocol import SearchRequest

MOST_VALUES = 10_000
"""Distinct values of a facet; each shard gives all of them, so counts are exact."""
STORIES_AT_ONCE = 10_000
"""Clusters counted in one request (``search.max_buckets`` is 65,536)."""
LOOKED_AT = 200
"""Best hits of each index whose order is refined. The same number on every page, so pages are cuts of one
order: what refines only adds, so whatever comes after them comes after them still."""


class Bodies:
    """The bodies of the requests of one search."""

    def __init__(self, request: SearchRequest) -> None:
        self.request = request
        self.matching = matching(request.clause)
        self.beside = beside(request.clause)

    @property
    def counted(self) -> bool:
        """Whether anything is counted."""
        return self.request.total or self.request.stories or bool(self.request.facets)

    @property
    def at_once(self) -> bool:
        """Whether one request counts and finds the best: where conditions find, and no facets are kept."""
        if not (self.counted and self.beside):
            return False
        return self.request.sort == "relevance" and self.request.size > 0 and not self.request.facets

    def counts(self) -> dict[str, Any]:
        """Facets and stories of all matches."""
        counts = {name: _every_value(name, MOST_VALUES) for name in self.request.facets}
        if self.request.stories:
            counts["shared"] = _stories()
        return counts

    def counting(self) -> dict[str, Any]:
        """The same, in a request of its own, and which indices hold a match."""
        where = {"where": _every_value("_index", LOOKED_AT)}
        return {"query": query(self.matching), "aggregations": self.counts() | where}

    def stories_after(self, after: Any) -> dict[str, Any]:
        """Stories of the matches that share theirs, of which there are many: those after one of them."""
        shared = self._conditions(OneOf("alone", (False,)))
        return {"query": query(shared), "aggregations": {"stories": _stories_after(after)}}

    def ordered(self, where: Sequence[str]) -> dict[str, Any]:
        """The order: by a field, or by score, the best looked at more closely.

        Args:
            where: The indices that hold a match; none where that is not known, or there are many matches.
        """
        sort = self.request.sort
        if sort != "relevance":
            order = "desc" if sort == "newest" else "asc"
            return {"query": query(self.matching), "sort": [{sort: order}]}
        found, refining = self._scored(where)
        # term statistics of all years' indices together: else a rare year would rank its own higher
        asked: dict[str, Any] = {"search_type": "dfs_query_then_fetch", "query": query(found)}
        if refining:
            again = {"rescore_query": query(any_of(*refining)), "score_mode": "total"}
            asked["rescore"] = {"window_size": LOOKED_AT, "query": again}
        return asked

    def _scored(self, where: Sequence[str]) -> tuple[Clause, tuple[Clause, ...]]:
        """What finds and scores, and what refines."""
        if where:  # all matches are looked at, so all that ranks can refine
            inside = OneOf("_index", tuple(where))
            return self._conditions(inside), ranking(self.request.clause)
        if self.beside:
            should, refining = self.beside
            return replace(self._conditions(), should=should), refining
        return lifted(self.request.clause)

    def _conditions(self, *more: Clause) -> Bool:
        return replace(self.matching, filters=(*more, *self.matching.filters))


def _every_value(field: str, most: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": most}}


def values(found: Mapping[str, Any]) -> dict[str, int]:
    """How many matches have each value of a facet."""
    return {str(bucket["key"]): bucket["doc_count"] for bucket in found["buckets"]}


def _stories() -> dict[str, Any]:
    """Stories of the matches that share theirs with another article.

    By values and not by a filter, which the server would put together with the query anew for each index.
    """
    stories = {"stories": _every_value("story", STORIES_AT_ONCE)}
    return {"terms": {"field": "alone", "include": [False]}, "aggregations": stories}


def _stories_after(after: Any) -> dict[str, Any]:
    """The same, however many, part by part."""
    story = {"story": {"terms": {"field": "story"}}}
    composite: dict[str, Any] = {"size": STORIES_AT_ONCE, "sources": [story]}
    return {"composite": composite | ({"after": after} if after else {})}
