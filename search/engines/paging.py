"""One order for both engines: by score as printed, then by id; and one hit a story.

Engines break ties by where a document happens to lie, and add the same numbers in different order, so two
scores can differ in the last bit. Scores are therefore rounded, and the window is ordered again here; it is
widened until nothing outside it can belong inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.engines.protocol import EngineHit

DIGITS = 2
"""Decimals of a score: two engines add the same float32 numbers to within about 1e-5."""
MARGIN = 32
"""Hits fetched beyond the page: enough for the ties and copies of nearly every page."""

Fetch = Callable[[int], Sequence[EngineHit]]
"""Give the best ``n`` hits, best first."""


def page(
    fetch: Fetch, *, offset: int, size: int, collapse: bool, deepest: int, tied: bool = True
) -> tuple[EngineHit, ...]:
    """Cut a page out of the one order.

    Args:
        fetch: The engine's ranking.
        offset: Hits to pass over.
        size: Hits wanted.
        collapse: Keep the first hit of each story.
        deepest: The most hits the engine gives.
        tied: The engine's order may break ties its own way (scores do, sort keys do not).
    """
    if not size:
        return ()
    wanted = offset + size
    window = min(deepest, wanted + MARGIN if tied or collapse else wanted)
    while True:
        fetched = fetch(window)
        whole = len(fetched) < window
        last = whole or window >= deepest
        hits = _ordered(fetched, last) if tied else list(fetched)
        if collapse:
            hits = _first_of_each(hits)
        if last or len(hits) >= wanted:
            return tuple(hits[offset:wanted])
        window = min(deepest, window * 2)


def cut(hits: Sequence[EngineHit], *, offset: int, size: int, collapse: bool) -> tuple[EngineHit, ...]:
    """Cut a page out of all hits that can belong to it or before it, in whatever order."""
    ordered = _ordered(hits, last=True)
    return tuple((_first_of_each(ordered) if collapse else ordered)[offset : offset + size])


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
