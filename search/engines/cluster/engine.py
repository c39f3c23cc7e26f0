"""Elasticsearch behind the protocol of engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.clauses import Clause, any_of
from search.engines.access import OPEN, Access
from search.engines.cluster.client import LASTING, connect, translated, whole
from search.engines.cluster.compile import lifted
from search.engines.cluster.compile import query as compiled
from search.engines.cluster.generations import Generations
from search.engines.cluster.lease import Lease
from search.engines.cluster.writer import ElasticsearchWriter
from search.engines.paging import page
from search.engines.protocol import DEEPEST_PAGE, EngineHit, EngineHits, Health, SearchRequest
from search.engines.work import MOST_POSTINGS, Guessed, postings, too_long

MOST_VALUES = 10_000
"""Distinct values of a facet; each shard gives all of them, so counts are exact."""
STORIES_AT_ONCE = 10_000
"""Clusters counted in one request (``search.max_buckets`` is 65,536)."""
IDS_AT_ONCE = 5_000
LOOKED_AT = 200
"""Best hits of each index whose order is refined. The same number on every page, so pages are cuts of one
order: what refines only adds, so whatever comes after them comes after them still."""
SEARCH_SECONDS = 20.0
"""A search ends itself after this, with an error: an ordinary one may have to wait for a busy cluster."""
HEAVY_SECONDS = 1.0
"""The same for one that may read more than :data:`search.engines.work.MOST_POSTINGS`."""
KEEP_ALIVE = "2m"


class ElasticsearchEngine:
    """Indices in a cluster behind one read alias."""

    name = "elasticsearch"

    def __init__(self, client: Elasticsearch, *, index: str) -> None:
        self.client = client
        self.index = index
        self.generations = Generations(client, index)
        self.lease = Lease(client, index)
        self._documents = 0
        """As last counted; enough to guess from."""

    @classmethod
    def at(cls, url: str | None, *, index: str, access: Access = OPEN) -> ElasticsearchEngine:
        """Make an engine for one or more addresses; nothing is sent."""
        return cls(connect(url, access), index=index)

    def analysis(self) -> str | None:
        """The analysis of the live index."""
        with translated():
            live = self.generations.live()
        return live.analysis if live else None

    @contextmanager
    def writer(self, analysis: str, *, rebuild: bool) -> Iterator[ElasticsearchWriter]:
        """Open the live generation, or with ``rebuild`` a new one that takes its place at the end."""
        with self.lease.held():
            with translated():
                live = self.generations.live()
                begun = self.generations.begin(analysis) if live is None or rebuild else None
            generation = begun or live
            assert generation is not None
            writer = ElasticsearchWriter(
                self.client, self.generations, generation, live=begun is None, renew=self.lease.renew
            )
            yield writer
            if begun is not None:
                with translated():
                    self.generations.expect_whole(begun)  # else what the live one has would be swept away
            writer.refresh()
            if begun is not None:
                with translated():
                    self.generations.publish(begun)

    def search(self, request: SearchRequest) -> EngineHits:
        """Answer a request."""
        with translated():
            return _Search(self.client, self.index, request, self._seconds(request.clause)).answer()

    def _seconds(self, clause: Clause) -> float:
        """How long a search may take."""
        guessed = Guessed(self._documents or self.count())
        return HEAVY_SECONDS if postings(clause, guessed) > MOST_POSTINGS else SEARCH_SECONDS

    def ids(self, clause: Clause) -> Iterator[str]:
        """All matching ids, ascending, as of this moment."""
        with translated():
            pit = self.client.open_point_in_time(index=self.index, keep_alive=KEEP_ALIVE)["id"]
            try:
                yield from self._ids(clause, pit)
            finally:
                self.client.options(ignore_status=404).close_point_in_time(id=pit)

    def _ids(self, clause: Clause, pit: str) -> Iterator[str]:
        after: list[Any] | None = None
        while True:
            answer = whole(partial(self._after, clause, pit, after), LASTING)
            hits = answer["hits"]["hits"]
            yield from (hit["sort"][0] for hit in hits)
            if len(hits) < IDS_AT_ONCE:
                return
            after = hits[-1]["sort"]

    def _after(self, clause: Clause, pit: str, after: list[Any] | None) -> ObjectApiResponse[Any]:
        return self.client.search(
            pit={"id": pit, "keep_alive": KEEP_ALIVE},
            query={"bool": {"filter": [compiled(clause)]}},
            size=IDS_AT_ONCE,
            sort=[{"id": "asc"}],
            search_after=after,
            source=False,
            track_total_hits=False,
        )

    def count(self) -> int:
        """Documents in the live index."""
        with translated():
            try:
                counted = whole(lambda: self.client.count(index=self.index), LASTING)
                self._documents = int(counted["count"])
                return self._documents
            except NotFoundError:
                return 0

    def health(self) -> Health:
        """Ask the cluster."""
        client = self.client.options(request_timeout=10, max_retries=0)
        try:
            state = client.cluster.health(wait_for_status="yellow", timeout="5s")
            nodes = client.nodes.info(filter_path="nodes.*.version")["nodes"]
            versions = sorted({node["version"] for node in nodes.values()})
            documents = self.count()
        except (ApiError, TransportError) as error:
            return Health(engine=self.name, ok=False, version="", documents=0, message=str(error))
        ok = state["status"] in ("green", "yellow")
        message = f"cluster is {state['status']}, {state['number_of_nodes']} nodes"
        return Health(
            engine=self.name, ok=ok, version=", ".join(versions), documents=documents, message=message
        )

    def drop(self) -> None:
        """Remove all indices under the alias."""
        with translated():
            self.generations.drop()
            self.lease.drop()

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


class _Search:
    """One request: the first round trip brings totals and facets, wider windows bring hits alone."""

    def __init__(self, client: Elasticsearch, index: str, request: SearchRequest, seconds: float) -> None:
        self.client = client
        self.index = index
        self.request = request
        self.seconds = seconds
        finding, refining = lifted(request.clause)
        self.finding = compiled(finding)
        self.refining = compiled(any_of(*refining)) if refining else None
        self.first: Mapping[str, Any] | None = None

    def answer(self) -> EngineHits:
        request = self.request
        hits = page(
            self._fetch,
            offset=request.offset,
            size=request.size,
            collapse=request.collapse,
            deepest=DEEPEST_PAGE,
            tied=request.sort == "relevance",
        )
        first = self.first or self._ask(0, self._counts())
        found = first.get("aggregations", {})
        total = first["hits"]["total"]["value"] if "total" in first["hits"] else 0
        return EngineHits(
            total=total,
            hits=hits,
            stories=self._stories(total, found["shared"]) if request.stories else 0,
            facets={
                name: {str(bucket["key"]): bucket["doc_count"] for bucket in found[name]["buckets"]}
                for name in request.facets
            },
        )

    def _fetch(self, limit: int) -> list[EngineHit]:
        answer = self._ask(limit, self._counts() if self.first is None else {})
        self.first = self.first or answer
        return [_hit(hit) for hit in answer["hits"]["hits"]]

    def _ask(self, size: int, aggregations: dict[str, Any]) -> Mapping[str, Any]:
        answer = whole(
            lambda: self.client.search(
                index=self.index,
                size=size,
                aggregations=aggregations or None,
                source=False,
                stored_fields="_none_",
                docvalue_fields=[{"field": "id"}, {"field": "cluster"}],
                track_total_hits=self.first is None and (self.request.total or self.request.stories),
                timeout=f"{1000 * self.seconds:.0f}ms",
                **(self._ordered(size) if size else {"query": {"bool": {"filter": [self.finding]}}}),
            )
        )
        if answer["timed_out"]:
            raise too_long(self.seconds)
        found: Mapping[str, Any] = answer.body
        return found

    def _ordered(self, size: int) -> dict[str, Any]:
        """The order: by a field, by score, or by score with the best looked at more closely."""
        sort = self.request.sort
        if sort != "relevance":
            found = {"query": {"bool": {"filter": [self.finding]}}}
            return found | {"sort": [{sort: "desc" if sort == "newest" else "asc"}]}
        # term statistics of all years' indices together: else a rare year would rank its own higher
        together = {"search_type": "dfs_query_then_fetch"}
        if self.refining is None:
            return together | {"query": self.finding}
        again = {"rescore_query": self.refining, "score_mode": "total"}
        return together | {
            "query": self.finding,
            "rescore": {"window_size": LOOKED_AT, "query": again},
        }

    def _counts(self) -> dict[str, Any]:
        counts: dict[str, Any] = {
            name: {"terms": {"field": name, "size": MOST_VALUES}} for name in self.request.facets
        }
        if self.request.stories:
            counts["shared"] = _shared_stories(None)
        return counts

    def _stories(self, total: int, found: Mapping[str, Any]) -> int:
        """Count distinct stories: a cardinality would be an estimate. An article alone in its story is one.

        The others are the buckets of a composite, page by page.
        """
        stories = total - int(found["doc_count"]) + len(found["stories"]["buckets"])
        while len(found["stories"]["buckets"]) == STORIES_AT_ONCE:
            after = found["stories"]["after_key"]
            found = self._ask(0, {"shared": _shared_stories(after)})["aggregations"]["shared"]
            stories += len(found["stories"]["buckets"])
        return stories


def _hit(hit: Mapping[str, Any]) -> EngineHit:
    fields = hit["fields"]
    return EngineHit(fields["id"][0], float(hit.get("_score") or 0.0), fields["cluster"][0])


def _shared_stories(after: Any) -> dict[str, Any]:
    """Distinct stories of the matches that share theirs with another article."""
    composite: dict[str, Any] = {
        "size": STORIES_AT_ONCE,
        "sources": [{"story": {"terms": {"field": "story"}}}],
    }
    stories = {"composite": composite | ({"after": after} if after else {})}
    return {"filter": {"term": {"alone": False}}, "aggregations": {"stories": stories}}
