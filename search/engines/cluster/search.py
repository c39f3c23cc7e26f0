"""One search in the cluster: what is counted first, then, where anything matches, the best in order.

Two requests cost less than one that does both. What is counted needs no score and is the same on every page,
so the server keeps it (its request cache) until the index changes; where nothing matches, as for nearly every
question in mode ``all``, nothing is ranked; where few match, words of the query are looked up in the indices
that hold a match alone; and without totals the server passes over what cannot be among the best.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elasticsearch import Elasticsearch

from search.clauses import any_of
from search.engines.cluster.client import whole
from search.engines.cluster.compile import lifted, matching, query, ranking
from search.engines.paging import page
from search.engines.protocol import DEEPEST_PAGE, EngineHit, EngineHits, SearchRequest
from search.engines.work import too_long

MOST_VALUES = 10_000
"""Distinct values of a facet; each shard gives all of them, so counts are exact."""
STORIES_AT_ONCE = 10_000
"""Clusters counted in one request (``search.max_buckets`` is 65,536)."""
LOOKED_AT = 200
"""Best hits of each index whose order is refined. The same number on every page, so pages are cuts of one
order: what refines only adds, so whatever comes after them comes after them still."""


class Search:
    """One request to the engine."""

    def __init__(self, client: Elasticsearch, index: str, request: SearchRequest, seconds: float) -> None:
        self.client = client
        self.index = index
        self.request = request
        self.seconds = seconds
        """What is left of the time that it may take."""
        self.matching: dict[str, Any] = {"bool": {"filter": [query(matching(request.clause))]}}
        self.where: list[str] = []
        """The indices that hold a match; none where that is not known, or there are many matches."""

    def answer(self) -> EngineHits:
        """Count what is asked for, and find the page.

        Raises:
            QueryError: it took longer than ``seconds``.
            ServiceAway: some shards stay silent.
        """
        if not (self.request.total or self.request.stories or self.request.facets):
            return EngineHits(total=0, hits=self._page())
        counted = self._ask(self._counts(), size=0, track_total_hits=True)
        self.seconds -= min(counted["took"] / 1000, self.seconds / 2)
        total, found = int(counted["hits"]["total"]["value"]), counted["aggregations"]
        if total <= LOOKED_AT:
            self.where = [bucket["key"] for bucket in found["where"]["buckets"]]
        hits = self._page() if total else ()
        if self.where and not hits:  # another generation took their place between the two requests
            self.where = []
            hits = self._page()
        return EngineHits(
            total=total,
            hits=hits,
            stories=self._stories(total, found["shared"]) if self.request.stories else 0,
            facets={name: _values(found[name]) for name in self.request.facets},
        )

    def _page(self) -> tuple[EngineHit, ...]:
        request = self.request
        return page(
            self._best,
            offset=request.offset,
            size=request.size,
            collapse=request.collapse,
            deepest=DEEPEST_PAGE,
            tied=request.sort == "relevance",
        )

    def _best(self, limit: int) -> list[EngineHit]:
        answer = self._ask(
            self._ordered(),
            size=limit,
            stored_fields="_none_",
            docvalue_fields=[{"field": "id"}, {"field": "cluster"}],
            track_total_hits=False,
        )
        return [_hit(hit) for hit in answer["hits"]["hits"]]

    def _ask(self, asked: Mapping[str, Any], **options: Any) -> Mapping[str, Any]:
        answer = whole(
            lambda: self.client.search(
                index=self.index,
                source=False,
                timeout=f"{1000 * self.seconds:.0f}ms",
                **options,
                **asked,
            )
        )
        if answer["timed_out"]:
            raise too_long(self.seconds)
        found: Mapping[str, Any] = answer.body
        return found

    def _ordered(self) -> dict[str, Any]:
        """The order: by a field, or by score, the best looked at more closely."""
        sort = self.request.sort
        if sort != "relevance":
            return {"query": self.matching, "sort": [{sort: "desc" if sort == "newest" else "asc"}]}
        # term statistics of all years' indices together: else a rare year would rank its own higher
        together = {"search_type": "dfs_query_then_fetch"}
        finding, refining = lifted(self.request.clause)
        if self.where:  # all matches are looked at, so all that ranks can refine
            inside = {"terms": {"_index": self.where}}
            found: dict[str, Any] = {"bool": {"filter": [inside, self.matching]}}
            refining = ranking(self.request.clause)
        else:
            found = query(finding)
        if not refining:
            return together | {"query": found}
        again = {"rescore_query": query(any_of(*refining)), "score_mode": "total"}
        return together | {"query": found, "rescore": {"window_size": LOOKED_AT, "query": again}}

    def _counts(self) -> dict[str, Any]:
        counts = {name: _every_value(name, MOST_VALUES) for name in self.request.facets}
        if self.request.stories:
            counts["shared"] = _shared_stories(None)
        where = {"where": _every_value("_index", LOOKED_AT)}
        return {"query": self.matching, "aggregations": counts | where}

    def _stories(self, total: int, found: Mapping[str, Any]) -> int:
        """Count distinct stories: a cardinality would be an estimate. An article alone in its story is one.

        The others are the buckets of a composite, page by page.
        """
        stories = total - int(found["doc_count"]) + len(found["stories"]["buckets"])
        while len(found["stories"]["buckets"]) == STORIES_AT_ONCE:
            more = {"shared": _shared_stories(found["stories"]["after_key"])}
            asked = {"query": self.matching, "aggregations": more}
            found = self._ask(asked, size=0, track_total_hits=False)["aggregations"]["shared"]
            stories += len(found["stories"]["buckets"])
        return stories


def _hit(hit: Mapping[str, Any]) -> EngineHit:
    fields = hit["fields"]
    return EngineHit(fields["id"][0], float(hit.get("_score") or 0.0), fields["cluster"][0])


def _every_value(field: str, most: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": most}}


def _values(found: Mapping[str, Any]) -> dict[str, int]:
    return {str(bucket["key"]): bucket["doc_count"] for bucket in found["buckets"]}


def _shared_stories(after: Any) -> dict[str, Any]:
    """Distinct stories of the matches that share theirs with another article."""
    composite: dict[str, Any] = {
        "size": STORIES_AT_ONCE,
        "sources": [{"story": {"terms": {"field": "story"}}}],
    }
    stories = {"composite": composite | ({"after": after} if after else {})}
    return {"filter": {"term": {"alone": False}}, "aggregations": {"stories": stories}}
