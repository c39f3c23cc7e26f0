"""The order by office: offices by their names, within each the newest first; the same in both engines.

No index field holds it. The exact count of matches of each office says on which office a page begins, and
each office of the page is asked for its part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from search.clauses import Bool, OneOf
from search.engines.protocol import Engine, EngineHit, SearchRequest


def page(
    engine: Engine, request: SearchRequest, counts: Mapping[str, int], names: Mapping[str, str]
) -> tuple[EngineHit, ...]:
    """Cut a page out of the order.

    Args:
        engine: Who answers.
        request: What is asked, with size and offset; articles, not stories.
        counts: Matches of each office.
        names: Names of the offices; by id where there is none.
    """
    hits: list[EngineHit] = []
    passed, end = 0, request.offset + request.size
    for office in sorted(counts, key=lambda one: (names.get(one, one), one)):
        begin = max(request.offset - passed, 0)
        wanted = min(end - passed, counts[office]) - begin
        passed += counts[office]
        if wanted > 0:
            own = Bool(must=(request.clause,), filters=(OneOf("source", (office,)),))
            part = replace(
                request,
                clause=own,
                sort="newest",
                size=wanted,
                offset=begin,
                collapse=False,
                facets=(),
                stories=False,
                total=False,
            )
            hits += engine.search(part).hits
        if passed >= end:
            break
    return tuple(hits)
