"""Stories that were published more than once: the largest, or the latest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from pipelines.store import sources, stories
from pipelines.store.stories import Story
from search.rows import Row
from search.web import lists
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50
SORTS = ("size", "newest")
FILTERS = {"across": ("1",)}
COLUMNS = ("story", "items", "offices", "first", "last", "first_id", "headline", "office")


@dataclass(frozen=True, slots=True)
class Shown:
    """A story as listed, by the headline of its first article."""

    story: Story
    first: str
    headline: str
    office: str

    @property
    def span(self) -> str:
        """From its first day to its last, as ISO; empty where none is dated."""
        begin = (self.story.first or "").partition("/")[0]
        end = (self.story.last or "").rpartition("/")[2]
        return begin if begin[:10] == end[:10] else f"{begin}/{end}"


@router.api_route("/stories", methods=["GET", "HEAD"])
def every(request: Request) -> Response:
    """List the stories of two items or more."""
    visit = Visit.of(request)
    listed = lists.read(request, "/stories", SORTS, FILTERS)
    with visit.site.store.read() as connection:
        total = stories.count(connection)
        found = stories.count(connection, across=bool(listed.chosen["across"]), wanted=listed.q)
        rows = _rows(connection, listed, limit=ON_A_PAGE, offset=(listed.page - 1) * ON_A_PAGE)
    return lists.page(
        visit,
        listed,
        rows,
        found=found,
        total=total,
        on_a_page=ON_A_PAGE,
    )


@router.api_route("/stories.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The whole list as CSV."""
    visit = Visit.of(request)
    listed = lists.read(request, "/stories", SORTS, FILTERS)
    with visit.site.store.read() as connection:
        rows = _rows(connection, listed, limit=lists.MOST_ROWS)
    return lists.sheet(listed, _cells(rows), COLUMNS)


def _rows(connection: Connection, listed: lists.Listed, *, limit: int, offset: int = 0) -> list[Shown]:
    newest, across = listed.sort == "newest", bool(listed.chosen["across"])
    found = stories.listed(
        connection, across=across, wanted=listed.q, newest=newest, limit=limit, offset=offset
    )
    return list(_shown(connection, found))


def _shown(connection: Connection, found: Sequence[Story]) -> Iterator[Shown]:
    names = {key: source.name for key, source in sources.load(connection).items()}
    for at in range(0, len(found), 500):  # SQLite takes 999 parameters in old builds
        some = found[at : at + 500]
        begun = stories.beginnings(connection, [one.cluster for one in some])
        for one in some:
            first = begun[one.cluster]
            yield Shown(one, first.id, first.headline, names.get(first.source, first.source))


def _cells(rows: Sequence[Shown]) -> Iterator[Row]:
    for one in rows:
        yield {
            "story": one.story.cluster,
            "items": str(one.story.members),
            "offices": str(one.story.offices),
            "first": one.story.first or "",
            "last": one.story.last or "",
            "first_id": one.first,
            "headline": one.headline,
            "office": one.office,
        }
