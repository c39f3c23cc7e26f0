"""The matches of a question office by office: how many, out of how many, from when to when; all exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.store import articles, sources
from search.clauses import OneOf
from search.engines.protocol import SearchRequest
from search.meant import Meant, both, counted
from search.records import Sort
from search.service import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One office's part."""

    source: str
    name: str
    province: str
    count: int
    of: int
    """Articles of this office within the same filters."""

    @property
    def share(self) -> float:
        """Of what was collected of it."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Ends:
    """First and last date published among an office's matches, as precise as stated; empty = undated."""

    first: str
    last: str


def tallies(searcher: Searcher, meant: Meant) -> list[Tally]:
    """Count the matches of each office that has any, the most first."""
    found = counted(searcher.engine, meant.clause, ("source",))["source"]
    every = counted(searcher.engine, meant.scope, ("source",))["source"]
    with searcher.store.read() as connection:
        known = sources.load(connection)
    made = [
        Tally(
            source=one,
            name=known[one].name if one in known else one,
            province=known[one].province if one in known else "",
            count=count,
            of=every.get(one, 0),
        )
        for one, count in found.items()
    ]
    return sorted(made, key=lambda one: (-one.count, one.name, one.source))


def ends(searcher: Searcher, meant: Meant, offices: Sequence[str]) -> dict[str, Ends]:
    """Find the first and the last dated match of each office: two searches of one hit for each."""
    firsts = {one: _edge(searcher, meant, one, "oldest") for one in offices}
    lasts = {one: _edge(searcher, meant, one, "newest") for one in offices}
    ids = {found for found in (*firsts.values(), *lasts.values()) if found}
    with searcher.store.read() as connection:
        stored = articles.load(connection, sorted(ids))
    dates = {key: one.article.published.value if one.article.published else "" for key, one in stored.items()}
    return {one: Ends(dates.get(firsts[one], ""), dates.get(lasts[one], "")) for one in offices}


def _edge(searcher: Searcher, meant: Meant, office: str, sort: Sort) -> str:
    dated = both(meant.clause, OneOf("source", (office,)), OneOf("dated", (1,)))
    hits = searcher.engine.search(SearchRequest(clause=dated, size=1, sort=sort, total=False)).hits
    return hits[0].id if hits else ""
