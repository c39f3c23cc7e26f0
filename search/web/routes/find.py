"""The search page: what was found, what narrows it, when it was published, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from starlette.responses import Response

from pipelines.errors import QueryError
from pipelines.store.database import Store
from pipelines.store.tables import articles
from search.engines.protocol import DEEPEST_PAGE
from search.highlight import SEPARATOR
from search.records import Hit, SearchResult
from search.web import country, gaps
from search.web.asking import PAGE_SIZES, Asked, read_page
from search.web.chart import chart
from search.web.frame import TABS
from search.web.panel import chips, filters, province_names
from search.web.room import LISTS, fitting
from search.web.site import Visit
from search.web.unreadable import advice, meant_instead, tries, unreadable
from search.web.ways import is_long

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
def find(request: Request) -> Response:
    """Search, or browse everything where nothing is asked."""
    visit = Visit.of(request)
    asked = read_page(request.query_params)
    try:
        result = visit.site.searcher.search(asked.query(), between=SEPARATOR)
    except QueryError as error:
        return unreadable(visit, asked, error)
    return _page(visit, asked, result)


def _page(visit: Visit, asked: Asked, result: SearchResult) -> Response:
    words = visit.words
    counts = {bucket.key: bucket.count for bucket in result.facets.province}
    missing = gaps.missing(visit.site, asked, result.histogram.interval)
    keys = [bucket.key for bucket in result.histogram.buckets]
    drawn = chart(result.histogram, words, missing=gaps.within(missing, keys))
    behind = bool(result.total) and not result.hits  # a page after the last, which shows no advice
    said = None if behind else advice(visit, asked, result)
    values: dict[str, Any] = {
        "asked": asked,
        "path": "/",
        "page_sizes": PAGE_SIZES,
        "tabs": TABS,
        "result": result,
        "understood": result.query.th if words.language == "th" else result.query.en,
        "chips": tuple(chips(visit, asked)),
        "filters": tuple(filters(asked, result.facets, words)),
        "chart": drawn,
        "in_time": visit.narrowing(replace(asked, first="", last="", undated=False), len(drawn.bars)),
        "coverage": gaps.summary(visit.site, asked),
        "areas": "" if is_long(asked) else country.drawn(country.areas(counts), province_names(words)),
        "limits": country.thresholds(max(counts.values(), default=1)),
        "again": _again(visit.site.store, result.hits),
        "pages": _pages(asked, result),
        "tries": () if result.hits else tuple(tries(visit, asked, result, said)),
        "meant": tuple(meant_instead(visit, asked, said)) if result.hits else (),
        "few": said is not None and said.total > 0,
    }
    return fitting(LISTS, lambda room: visit.page("search.html", room=room, **values))


def _again(store: Store, hits: Sequence[Hit]) -> dict[str, int]:
    """How many other offices published each story of the page."""
    clusters = [hit.cluster for hit in hits if hit.copies]
    if not clusters:
        return {}
    rows = articles.c
    query = select(rows.cluster_id, func.count(rows.source_id.distinct()) - 1)
    query = query.where(rows.cluster_id.in_(clusters), rows.state == "live").group_by(rows.cluster_id)
    with store.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the results a page stands."""

    first: int
    last: int
    previous: Asked | None
    next: Asked | None
    count: int


def _pages(asked: Asked, result: SearchResult) -> Pages:
    total = result.total if asked.copies else result.stories
    reach = min(total, DEEPEST_PAGE // asked.size * asked.size)
    first = (asked.page - 1) * asked.size + 1
    return Pages(
        first=first,
        last=first + len(result.hits) - 1,
        previous=replace(asked, page=asked.page - 1) if asked.page > 1 else None,
        next=replace(asked, page=asked.page + 1) if asked.page * asked.size < reach else None,
        count=-(-reach // asked.size),
    )
