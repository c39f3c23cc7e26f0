"""Which of the articles that came lately a question finds: for saved searches, alerts and feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from pipelines.errors import QueryError
from pipelines.store import saved
from pipelines.store.saved import Saved
from search.api.parameters import Given
from search.clauses import Bool, OneOf
from search.engines.protocol import SearchRequest
from search.meant import meant
from search.records import SearchQuery
from search.service import Searcher
from search.web.asking import Asked, WrongValue, read

MOST_NEW = 5_000
"""Arrivals looked at for one saved search; who was away for longer is told that there are more."""
AT_ONCE = 1_000
"""Ids asked for in one search."""


@dataclass(frozen=True, slots=True)
class New:
    """A saved search and what came since it was last seen. ``asked`` is null where it cannot be read."""

    saved: Saved
    asked: Asked | None
    items: tuple[tuple[str, str], ...]
    """Ids with their stories, newest first."""
    more: bool

    @property
    def stories(self) -> int:
        """How many stories they are."""
        return len({cluster for _, cluster in self.items})


def since_seen(searcher: Searcher, one: Saved) -> New:
    """Ask a saved search of what came since it was last seen."""
    with searcher.store.read() as connection:
        came = saved.arrivals(connection, one.seen_at, limit=MOST_NEW)
    try:
        asked = asked_of(one.address)
        items = tuple(matching(searcher, asked.query(), came))
    except (QueryError, WrongValue):
        return New(one, None, (), False)
    return New(one, asked, items, len(came) == MOST_NEW)


def asked_of(address: str) -> Asked:
    """Read an address that was kept: its parameters, with or without what stands before ``?``.

    Raises:
        WrongValue: a parameter has a value that is none of those known.
    """
    parameters = address.rpartition("?")[2].partition("#")[0]
    return read(Given(parse_qs(parameters, max_num_fields=500)))


def matching(searcher: Searcher, query: SearchQuery, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield those of some articles that a question finds, each with its story, in the order given.

    Raises:
        QueryError: the text cannot be read as a query.
    """
    if not ids:
        return
    clause = meant(searcher, replace(query, fallback=False)).clause
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        inside = Bool(must=(clause,), filters=(OneOf("id", tuple(some)),))
        request = SearchRequest(clause=inside, size=len(some), sort="newest", total=False)
        found = {hit.id: hit.cluster for hit in searcher.engine.search(request).hits}
        yield from ((one, found[one]) for one in some if one in found)
