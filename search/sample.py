"""A sample of what a clause matches: random, and the same whenever and wherever it is drawn.

Stories bear the hash of their id as a number; the matches with the smallest numbers are as good as drawn by
lot (bottom-k sampling, Cohen and Kaplan 2007). The same question has the same sample in both engines, and a
larger sample holds the smaller one.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.clauses import Clause
from search.engines.protocol import DEEPEST_PAGE, Engine, EngineHit, SearchRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Articles drawn, by id; ``whole`` = nothing was left out."""

    ids: tuple[str, ...]
    articles: int
    """Matching articles in all, copies counted."""
    whole: bool


def sample(engine: Engine, clause: Clause, size: int, *, copies: bool) -> Sample:
    """Draw at most ``size`` of the articles that a clause matches; one a story, unless copies are asked for.

    A story that does not fit whole is left out with those behind it.
    """
    window = min(size, DEEPEST_PAGE)
    found = engine.search(SearchRequest(clause=clause, sort="story", size=window + 1))
    hits, whole = found.hits, len(found.hits) <= window
    if not whole:
        last = hits[-1].cluster
        hits = tuple(hit for hit in hits if hit.cluster != last) or hits[:window]
    kept = hits if copies else _one_each(hits)
    return Sample(ids=tuple(sorted(hit.id for hit in kept)), articles=found.total, whole=whole)


def _one_each(hits: tuple[EngineHit, ...]) -> tuple[EngineHit, ...]:
    first: dict[str, EngineHit] = {}
    for hit in sorted(hits, key=lambda one: one.id):
        first.setdefault(hit.cluster, hit)
    return tuple(first.values())
