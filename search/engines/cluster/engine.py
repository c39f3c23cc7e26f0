"""Elasticsearch behind the protocol of engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.clauses import Clause
from search.engines.access import OPEN, Access
from search.engines.cluster.client import LASTING, connect, translated, whole
from search.engines.cluster.compile import query as compiled
from search.engines.cluster.generations import Generation, Generations
from search.engines.cluster.lease import Lease
from search.engines.cluster.merging import merge
from search.engines.cluster.search import Search
from search.engines.cluster.writer import ElasticsearchWriter
from search.engines.protocol import EngineHits, Health, SearchRequest
from search.engines.work import MOST_POSTINGS, Guessed, postings

IDS_AT_ONCE = 5_000
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
    def writer(self, analysis: str, *, rebuild: bool, expected: int = 0) -> Iterator[ElasticsearchWriter]:
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
                self._take_over(begun, writer)
            else:
                writer.refresh()

    def _take_over(self, begun: Generation, writer: ElasticsearchWriter) -> None:
        merge(self.client, self.generations.pattern(begun), self.lease.renew)
        with translated():
            self.generations.expect_whole(begun)  # else what the live one has would be swept away
        writer.refresh()
        with translated():
            self.generations.publish(begun)

    def search(self, request: SearchRequest) -> EngineHits:
        """Answer a request."""
        with translated():
            return Search(self.client, self.index, request, self._seconds(request.clause)).answer()

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
        """Ask the cluster: each node once at most, for one may be away while the others do its work."""
        others = len(self.client.transport.node_pool) - 1
        client = self.client.options(request_timeout=10, max_retries=others)
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
