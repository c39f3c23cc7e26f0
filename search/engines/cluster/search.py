"""One search in the cluster: what is counted, and the best in order.

Where conditions find and the best are ordered by score, as in mode ``all``, one request does both: two would
look up each term of the conditions twice in every year's index. Else two cost less. What is counted needs no
score and is the same on every page, so the server keeps it (its request cache) until the index changes; where
nothing matches nothing is ranked; where few match, words of the query are looked up in the indices that hold
a match alone; and without totals the server passes over what cannot be among the best.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.cluster.bodies import LOOKED_AT, Bodies, values
from search.engines.cluster.client import whole
from search.engines.paging import page
from search.engines.protocol import EngineHit, EngineHits, SearchRequest
from search.engines.work import too_long

Answer = Mapping[str, Any]


class Search:
    """One request to the engine."""

    def __init__(self, client: Elasticsearch, index: str, request: SearchRequest, seconds: float) -> None:
        self.client = client
        self.index = index
        self.request = request
        self.seconds = seconds
        """What is left of the time that it may take."""
        self.bodies = Bodies(request)
        self.where: list[str] = []
        """The indices that hold a match; none where that is not known, or there are many matches."""
        self.counted: Answer | None = None
        """The answer that holds what is counted, once it is there."""

    def answer(self) -> EngineHits:
        """Count what is asked for, and find the page.

        Raises:
            QueryError: it took longer than ``seconds``.
            ServiceAway: some shards stay silent.
        """
        request = self.request
        if not self.bodies.counted:
            return EngineHits(total=0, hits=page(self._best, self.request))
        hits = page(self._best, self.request) if self.bodies.at_once else self._page_of_counted()
        assert self.counted is not None
        total, found = _total(self.counted), self.counted.get("aggregations", {})
        return EngineHits(
            total=total,
            hits=hits,
            stories=self._stories(total, found["shared"]) if request.stories else 0,
            facets={name: values(found[name]) for name in request.facets},
        )

    def _page_of_counted(self) -> tuple[EngineHit, ...]:
        """Count first; then find the page, where anything matches at all."""
        counted = self.counted = self._ask(self.bodies.counting(), size=0, track_total_hits=True)
        self.seconds -= min(counted["took"] / 1000, self.seconds / 2)
        total = _total(counted)
        if total <= LOOKED_AT:
            self.where = [bucket["key"] for bucket in counted["aggregations"]["where"]["buckets"]]
        hits = page(self._best, self.request) if total else ()
        if self.where and not hits:  # another generation took their place between the two requests
            self.where = []
            hits = page(self._best, self.request)
        return hits

    def _best(self, limit: int) -> list[EngineHit]:
        counting = self.bodies.at_once and self.counted is None
        answer = self._ask(
            self.bodies.ordered(self.where),
            size=limit,
            stored_fields="_none_",
            docvalue_fields=[{"field": "id"}, {"field": "cluster"}],
            track_total_hits=counting,
            aggregations=self.bodies.counts() if counting else None,
        )
        if counting:
            self.counted = answer
        return [_hit(hit) for hit in answer["hits"]["hits"]]

    def _ask(self, asked: Mapping[str, Any], **options: Any) -> Answer:
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
        found: Answer = answer.body
        return found

    def _stories(self, total: int, found: Answer) -> int:
        """Count distinct stories, for a cardinality would be an estimate. An article alone is one."""
        shared = sum(int(bucket["doc_count"]) for bucket in found["buckets"])
        several = [bucket["stories"] for bucket in found["buckets"]]
        if any(stories["sum_other_doc_count"] for stories in several):
            return total - shared + self._stories_part_by_part()
        return total - shared + sum(len(stories["buckets"]) for stories in several)

    def _stories_part_by_part(self) -> int:
        """Count the stories that have several articles, where they are more than one answer holds."""
        stories, after = 0, None
        while True:
            asked = self.bodies.stories_after(after)
            found = self._ask(asked, size=0, track_total_hits=False)["aggregations"]["stories"]
            stories += len(found["buckets"])
            after = found.get("after_key")
            if after is None:
                return stories


def _total(answer: Answer) -> int:
    return int(answer["hits"]["total"]["value"])


def _hit(hit: Answer) -> EngineHit:
    fields = hit["fields"]
    return EngineHit(fields["id"][0], float(hit.get("_score") or 0.0), fields["cluster"][0])
