"""A question compiled: its clause within its filters, what is counted of it, and how it was understood."""

from __future__ import annotations

from search import filters
from search.clauses import Bool, Clause
from search.fields import FACETS
from search.intervals import counted_for
from search.language import explain
from search.language.compile import Compiled, compile_plain, compile_tree
from search.language.tree import Node
from search.records import Match, SearchQuery, Understood


def counted(query: SearchQuery) -> tuple[str, ...]:
    """The fields that an answer with facets counts."""
    districts = ("amphoe",) if query.filters.province else ()
    return tuple(dict.fromkeys((*FACETS, "language", *counted_for(query.interval), *districts)))


def compiled_as(node: Node, query: SearchQuery, match: Match) -> Compiled:
    """A question that was read, compiled for a mode."""
    return compile_tree(node, match) if query.syntax else compile_plain(query.text, match)


def narrowed(clause: Clause, query: SearchQuery) -> Clause:
    """A clause within the filters of a question."""
    narrow = tuple(filters.clauses(query.filters))
    return Bool(must=(clause,), filters=narrow) if narrow else clause


def understood_as(query: SearchQuery, node: Node, compiled: Compiled, match: Match) -> Understood:
    """Say how a question was understood."""
    return Understood(
        text=query.text,
        match=match,
        fell_back=match != query.match,
        th=explain.thai(node, match),
        en=explain.english(node, match),
        words=compiled.words,
        expansions=compiled.expansions,
    )
