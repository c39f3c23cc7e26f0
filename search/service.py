"""Answer questions: text to tree to clauses to hits, and hits to what people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import Connection

from pipelines.errors import IndexMismatch, QueryError
from pipelines.records import Article
from pipelines.store import articles, sources
from pipelines.store.database import Store
from search import by_office
from search.clauses import Bool, OneOf
from search.collecting import resolved
from search.engines.protocol import DEEPEST_PAGE, Engine, EngineHit, EngineHits, SearchRequest
from search.fields import analysis
from search.hits import facets_of, histogram_of, hits_of
from search.language.compile import Compiled
from search.language.parse import parse
from search.language.tree import And, Node, Part
from search.questions import compiled_as, counted, narrowed, understood_as
from search.records import Match, SearchQuery, SearchResult, Sort, Understood
from search.stories import UNDATED, Story, chosen, clusters_of, stories_of

EXPORT_BATCH = 500
"""Records read from the store at once: about 4 MB of text."""
COPIES_AT_ONCE = 2_000
"""Matches read to see which articles of a page's stories match: 100 stories of 20 copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchQuery:
    """One line in of ``search-batch``."""

    qid: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAnswer:
    """One line out: ids, best first."""

    qid: str
    ids: tuple[str, ...]


class Searcher:
    """Searches an engine and reads from the store what is shown of each hit."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self.store = store
        self.engine = engine
        self._checked = False

    def search(self, query: SearchQuery, *, between: str = "") -> SearchResult:
        """Answer a question.

        Args:
            query: What.
            between: Stands between the words of headlines and snippets, for whoever sets their lines.

        Raises:
            QueryError: the text cannot be read as a query.
            IndexMismatch: there is no index, or it was built with another analysis.
            ServiceAway: the engine does not answer.
        """
        self.check_index()
        if query.sort == "office":
            query = replace(query, copies=True)
        node = self.read(query)
        compiled = compiled_as(node, query, query.match)
        found, sort = self._ask(compiled, query)
        match: Match = query.match
        if query.match == "all" and not found.total and query.fallback and compiled.ranked:
            similar = compiled_as(node, query, "any")
            other, other_sort = self._ask(similar, query)
            if other.total:
                compiled, found, sort, match = similar, other, other_sort, "any"
        return self._result(query, node, compiled, found, match, sort, between)

    def explain(self, text: str, match: Match = "all") -> Understood:
        """Say how a query is understood, without searching; raise QueryError where it cannot be."""
        query = SearchQuery(text=text, match=match)
        node = self.read(query)
        return understood_as(query, node, compiled_as(node, query, match), match)

    def batch(
        self, lines: Iterable[BatchQuery], *, match: Match = "any", size: int = 100, syntax: bool = False
    ) -> Iterator[BatchAnswer]:
        """Answer many: ids alone, nothing collapsed; with ``syntax`` off no character is an operator."""
        self.check_index()
        for line in lines:
            query = SearchQuery(text=line.query, match=match, syntax=syntax)
            compiled = compiled_as(self.read(query), query, match)
            request = SearchRequest(clause=compiled.clause, size=size, total=False)
            hits = self.engine.search(request).hits
            yield BatchAnswer(qid=line.qid, ids=tuple(hit.id for hit in hits))

    def ids(self, query: SearchQuery, node: Node | None = None) -> Iterator[str]:
        """All matching ids, ascending, without a limit; with ``copies`` off, the earliest of each story.

        Args:
            query: What; ``size``, ``offset`` and ``sort`` are not used.
            node: The question as it was read before; null = read its text.
        """
        self.check_index()
        compiled = compiled_as(node or self.read(query), query, query.match)
        every = self.engine.ids(narrowed(compiled.clause, query))
        return every if query.copies else iter(self._earliest(every))

    def count(self, query: SearchQuery) -> int:
        """How many articles match; stories, where ``copies`` is off."""
        self.check_index()
        compiled = compiled_as(self.read(query), query, query.match)
        request = SearchRequest(clause=narrowed(compiled.clause, query), size=0, stories=not query.copies)
        found = self.engine.search(request)
        return found.total if query.copies else found.stories

    def export(self, query: SearchQuery) -> Iterator[Article]:
        """All matching articles by id; with ``copies`` off, the earliest of each story.

        The query ``*`` with ``copies`` is every current article.
        """
        kept = self.ids(query)
        while batch := list(islice(kept, EXPORT_BATCH)):
            with self.store.read() as connection:
                found = articles.load(connection, batch)
            live = (found[one] for one in batch if one in found and found[one].state == "live")
            yield from (stored.article for stored in live)

    def _earliest(self, matching: Iterator[str]) -> list[str]:
        """The first published of each story among the matches, undated ones last."""
        first: dict[str, tuple[str, str]] = {}
        while batch := list(islice(matching, EXPORT_BATCH)):
            with self.store.read() as connection:
                for one, cluster, published in clusters_of(connection, batch):
                    rank = (published or UNDATED, one)
                    first[cluster] = min(first.get(cluster, rank), rank)
        return sorted(one for _, one in first.values())

    def read(self, query: SearchQuery) -> Node:
        """Read a question as a tree; raise QueryError where it cannot be."""
        if query.syntax:
            return resolved(self.store, parse(query.text), query.text)
        return And(tuple(Part(part) for part in query.text.split()))

    def _ask(self, compiled: Compiled, query: SearchQuery) -> tuple[EngineHits, Sort]:
        if query.offset + query.size > DEEPEST_PAGE:
            raise QueryError(
                f"pages end at hit {DEEPEST_PAGE:,}: narrow the query, or export it",
                f"เปิดดูได้ถึงลำดับที่ {DEEPEST_PAGE:,} โปรดจำกัดคำค้นหรือส่งออกผลลัพธ์",
                position=0,
            )
        sort: Sort = query.sort if compiled.ranked or query.sort != "relevance" else "newest"
        fields = counted(query) if query.facets else ()
        request = SearchRequest(
            clause=narrowed(compiled.clause, query),
            sort=sort,
            size=query.size,
            offset=query.offset,
            collapse=not query.copies,
            facets=fields,
            stories=True,
        )
        return (self._by_office(request) if sort == "office" else self.engine.search(request)), sort

    def _by_office(self, request: SearchRequest) -> EngineHits:
        facets = tuple(dict.fromkeys((*request.facets, "source")))
        found = self.engine.search(replace(request, sort="newest", size=0, offset=0, facets=facets))
        counts = found.facets["source"]
        with self.store.read() as connection:
            names = sources.names(connection, counts)
        kept = {name: found.facets[name] for name in request.facets}
        return replace(found, hits=by_office.page(self.engine, request, counts, names), facets=kept)

    def _result(
        self,
        query: SearchQuery,
        node: Node,
        compiled: Compiled,
        found: EngineHits,
        match: Match,
        sort: Sort,
        between: str,
    ) -> SearchResult:
        with self.store.read() as connection:
            shown = found.hits if query.copies else self._shown(connection, compiled, query, found.hits, sort)
            hits = hits_of(connection, shown, compiled.needles, between)
            facets = facets_of(connection, found)
        return SearchResult(
            total=found.total,
            stories=found.stories,
            hits=hits,
            facets=facets,
            histogram=histogram_of(found, query.interval),
            query=understood_as(query, node, compiled, match),
            engine=self.engine.name,
            sort=sort,
            indexed=self.engine.count(),
        )

    def _shown(
        self,
        connection: Connection,
        compiled: Compiled,
        query: SearchQuery,
        hits: tuple[EngineHit, ...],
        sort: Sort,
    ) -> tuple[EngineHit, ...]:
        """The article of each story that is to be shown; in an order by date the one that gave the place."""
        if query.show == "representative" and sort != "relevance":
            return hits
        stories = _several(stories_of(connection, {hit.cluster for hit in hits}))
        if not stories:
            return hits
        inside = Bool(must=(narrowed(compiled.clause, query),), filters=(OneOf("cluster", tuple(stories)),))
        matching = self.engine.search(SearchRequest(clause=inside, size=COPIES_AT_ONCE, total=False)).hits
        return tuple(chosen(hits, stories, {hit.id for hit in matching}, query.show))

    def check_index(self) -> None:
        """Raise IndexMismatch over an index whose terms are not those of this version's queries."""
        if self._checked:
            return
        built = self.engine.analysis()
        if built is None:
            raise IndexMismatch(f"{self.engine.name}: there is no index yet", cure="run `khaosan index`")
        if built != analysis():
            raise IndexMismatch(
                f"{self.engine.name}: the index was built with {built}, this version reads {analysis()}",
                cure="run `khaosan index --rebuild`",
            )
        self._checked = True


def _several(stories: dict[str, Story]) -> dict[str, Story]:
    return {cluster: story for cluster, story in stories.items() if story.members > 1}
