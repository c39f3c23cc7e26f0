"""Officials that items name: their posts, the offices that name them, and how often."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipelines.store import people, sources
from search.rows import Row
from search.web import lists
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50
AT_ONCE = 500
"""Names read at once for the CSV."""
SORTS = ("count", "name")
COLUMNS = ("name", "title", "items", "posts", "offices")


@router.api_route("/people", methods=["GET", "HEAD"])
def every(request: Request) -> Response:
    """List officials, those whose name is asked for."""
    visit = Visit.of(request)
    listed = lists.read(request, "/people", SORTS)
    with visit.site.store.read() as connection:
        total = people.count(connection)
        found = people.count(connection, listed.q) if listed.q else total
        rows = people.listed(
            connection,
            listed.q,
            by_name=listed.sort == "name",
            limit=ON_A_PAGE,
            offset=(listed.page - 1) * ON_A_PAGE,
        )
        named = sources.load(connection, {source for one in rows for source in one.sources})
    return lists.page(
        visit,
        listed,
        rows,
        names={key: source.name for key, source in named.items()},
        found=found,
        total=total,
        on_a_page=ON_A_PAGE,
    )


@router.api_route("/people.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The whole list as CSV."""
    visit = Visit.of(request)
    listed = lists.read(request, "/people", SORTS)
    rows: list[Row] = []
    with visit.site.store.read() as connection:
        for offset in range(0, lists.MOST_ROWS, AT_ONCE):
            some = people.listed(
                connection, listed.q, by_name=listed.sort == "name", limit=AT_ONCE, offset=offset
            )
            rows += map(_cells, some)
            if len(some) < AT_ONCE:
                break
    return lists.sheet(listed, rows, COLUMNS)


def _cells(one: people.Official) -> Row:
    return {
        "name": one.name,
        "title": one.title or "",
        "items": str(one.articles),
        "posts": "; ".join(one.posts),
        "offices": "; ".join(one.sources),
    }
