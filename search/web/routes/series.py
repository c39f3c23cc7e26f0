"""Series: bulletins that come again and again, and the issues of one in time."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipelines.copies import reissue
from pipelines.copies.series import Series
from pipelines.records import DateValue
from pipelines.store import articles, sources
from pipelines.store.articles import StoredArticle
from search.rows import Row
from search.web import lists
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50
SORTS = ("issues", "newest")
COLUMNS = ("series", "issues", "items", "first", "last", "headline", "office")
MOST_ISSUES = 500
"""Issues of one series on its page: a daily bulletin of a year and a half; all are found by ``series:``."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A series in the list, by the headline of its latest issue."""

    series: Series
    headline: str
    office: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One member of a series."""

    id: str
    headline: str
    office: str
    published: DateValue | None
    cluster: str


@router.api_route("/series", methods=["GET", "HEAD"])
def every(request: Request) -> Response:
    """List the series, those with most issues first."""
    visit = Visit.of(request)
    listed = lists.read(request, "/series", SORTS)
    with visit.site.store.read() as connection:
        total = reissue.count(connection)
        found = reissue.count(connection, listed.q) if listed.q else total
        rows = _rows(connection, listed, limit=ON_A_PAGE, offset=(listed.page - 1) * ON_A_PAGE)
    return lists.page(
        visit,
        listed,
        rows,
        found=found,
        total=total,
        on_a_page=ON_A_PAGE,
    )


@router.api_route("/series.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The whole list as CSV."""
    visit = Visit.of(request)
    listed = lists.read(request, "/series", SORTS)
    with visit.site.store.read() as connection:
        rows = _rows(connection, listed, limit=lists.MOST_ROWS)
    return lists.sheet(listed, map(_cells, rows), COLUMNS)


@router.api_route("/series/{identity}", methods=["GET", "HEAD"])
def one(request: Request, identity: str) -> Response:
    """Show the issues of a series, earliest first; an id that was merged away leads to its heir."""
    visit = Visit.of(request)
    with visit.site.store.read() as connection:
        kept = reissue.resolve(connection, identity)
        members = articles.in_series(connection, kept)
        names = _names(connection, members)
    if not members:
        raise HTTPException(404)
    issues = tuple(
        Issue(
            one.article.id,
            one.article.headline,
            names[one.article.source],
            one.article.published,
            one.article.cluster or "",
        )
        for one in members
    )
    return visit.page(
        "one_series.html",
        series=kept,
        issues=issues[-MOST_ISSUES:],
        total=len(issues),
        stories=len({issue.cluster for issue in issues}),
    )


def _rows(connection: Connection, listed: lists.Listed, *, limit: int, offset: int = 0) -> list[Listed]:
    newest = listed.sort == "newest"
    found = reissue.largest(connection, wanted=listed.q, newest=newest, limit=limit, offset=offset)
    return [_listed(connection, one) for one in found]


def _cells(one: Listed) -> Row:
    series = one.series
    return {
        "series": series.id,
        "issues": str(series.stories),
        "items": str(series.documents),
        "first": series.first.isoformat() if series.first else "",
        "last": series.last.isoformat() if series.last else "",
        "headline": one.headline,
        "office": one.office,
    }


def _listed(connection: Connection, series: Series) -> Listed:
    members = reissue.members(connection, series.id)
    dated = [member for member in members if member.published_day] or list(members)
    latest = articles.load(connection, [dated[-1].id]).get(dated[-1].id)
    names = _names(connection, [latest] if latest else [])
    return Listed(
        series,
        latest.article.headline if latest else "",
        names[latest.article.source] if latest else "",
    )


def _names(connection: Connection, members: list[StoredArticle]) -> dict[str, str]:
    return sources.names(connection, {one.article.source for one in members})
