"""One order for both engines: by score as printed, then by id; and one hit a story.

Engines break ties by where a document happens to lie, and add the same numbers in different order, so two
scores can differ in the last bit. Scores are therefore rounded, and the window is ordered again here; it is
widened until nothing outside it can belong inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.engines.protocol import DEEPEST_PAGE, EngineHit, SearchRequest

DIGITS = 2
"""Decimals of a score: two engines add the same float32 numbers to within about 1e-5."""
MARGIN = 32
"""Hits fetched beyond the page: enough for the ties and copies of nearly every page."""

Fetch = Callable[[int], Sequence[EngineHit]]
"""Give the best ``n`` hits, best first."""


def page(fetch: Fetch, request: SearchRequest) -> tuple[EngineHit, ...]:
    """Cut the page that is asked for out of the one order.

    Args:
        fetch: The engine's ranking.
        request: The page, and whether the first hit of each story is kept alone.
    """
    if not request.size:
        return ()
    tied = request.sort == "relevance"  # engines break ties of scores their own way, of sort keys they do not
    wanted = request.offset + request.size
    window = min(DEEPEST_PAGE, wanted + MARGIN if tied or request.collapse else wanted)
    while True:
        fetched = fetch(window)
        whole = len(fetched) < window
        last = whole or window >= DEEPEST_PAGE
        hits = _ordered(fetched, last) if tied else list(fetched)
        if request.collapse:
            hits = _first_of_each(hits)
        if last or len(hits) >= wanted:
            return tuple(hits[request.offset : wanted])
        window = min(DEEPEST_PAGE, window * 2)


def cut(hits: Sequence[EngineHit], request: SearchRequest) -> tuple[EngineHit, ...]:
    """Cut the page out of all hits that can belong to it or before it, in whatever order."""
    ordered = _ordered(hits, last=True)
    kept = _first_of_each(ordered) if request.collapse else ordered
    return tuple(kept[request.offset : request.offset + request.size])


def _ordered(fetched: Sequence[EngineHit], last: bool) -> list[EngineHit]:
    """Order by score and id; hits tied with the last one are held back while more may be tied with it."""
    rounded = [EngineHit(hit.id, round(hit.score, DIGITS), hit.cluster) for hit in fetched]
    if not last:
        rounded = [hit for hit in rounded if hit.score > rounded[-1].score]
    return sorted(rounded, key=lambda hit: (-hit.score, hit.id))


def _first_of_each(hits: Sequence[EngineHit]) -> list[EngineHit]:
    seen: dict[str, EngineHit] = {}
    for hit in hits:
        seen.setdefault(hit.cluster, hit)
    return list(seen.values())
