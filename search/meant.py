"""A question as it is answered: the one set of articles that every figure about it is counted over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.clauses import Bool, Clause, Everything
from search.engines.protocol import Engine, SearchRequest
from search.language.compile import Compiled
from search.questions import compiled_as, narrowed, understood_as
from search.records import Match, SearchQuery, Understood
from search.service import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A question, the mode that answers it, and its matches as a clause."""

    query: SearchQuery
    match: Match
    """The mode in force: ``any`` where ``all`` was asked for and finds nothing."""
    compiled: Compiled
    understood: Understood
    clause: Clause
    """The matches, within the filters."""
    scope: Clause
    """All articles within the filters, whatever the words: what shares are out of."""


def meant(searcher: Searcher, query: SearchQuery) -> Meant:
    """Read a question as :meth:`Searcher.search` would, without asking for hits.

    Raises:
        QueryError: the text cannot be read as a query.
        IndexMismatch: there is no index, or it was built with another analysis.
    """
    searcher.check_index()
    node = searcher.read(query)
    match: Match = query.match
    compiled = compiled_as(node, query, match)
    clause = narrowed(compiled.clause, query)
    if match == "all" and query.fallback and compiled.ranked and not count(searcher.engine, clause):
        similar = compiled_as(node, query, "any")
        other = narrowed(similar.clause, query)
        if count(searcher.engine, other):
            match, compiled, clause = "any", similar, other
    return Meant(
        query=query,
        match=match,
        compiled=compiled,
        understood=understood_as(query, node, compiled, match),
        clause=clause,
        scope=narrowed(Everything(), query),
    )


def count(engine: Engine, clause: Clause) -> int:
    """Count the articles that a clause matches, exactly."""
    return engine.search(SearchRequest(clause=clause, size=0, sort="newest")).total


def counted(engine: Engine, clause: Clause, fields: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """Count the values of fields over all that a clause matches, exactly."""
    request = SearchRequest(clause=clause, size=0, sort="newest", facets=tuple(fields))
    return engine.search(request).facets


def both(*clauses: Clause, never: Iterable[Clause] = ()) -> Clause:
    """What all of these match and none of the others does; nothing ranks."""
    return Bool(filters=clauses, never=tuple(never))
