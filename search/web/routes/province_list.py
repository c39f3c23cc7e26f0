"""The 77 provinces as a list: items, offices of the registry, and how many of them were collected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from pipelines import provinces
from pipelines.store import sources
from pipelines.store.tables import articles
from search.clauses import Everything
from search.meant import counted
from search.rows import Row
from search.web import lists
from search.web.panel import province_names
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

SORTS = ("name", "count", "offices")
COLUMNS = ("province", "name", "items", "offices", "collected")


@dataclass(frozen=True, slots=True)
class Listed:
    """A province with its figures; ``collected`` counts offices that have live items."""

    iso: str
    name: str
    items: int
    offices: int
    collected: int


@router.api_route("/provinces", methods=["GET", "HEAD"])
def every(request: Request) -> Response:
    """List all provinces, or those of a name."""
    visit = Visit.of(request)
    listed = lists.read(request, "/provinces", SORTS)
    rows = _rows(visit, listed)
    total = len(provinces.load())
    return lists.page(
        visit,
        listed,
        rows,
        found=len(rows),
        total=total,
        on_a_page=total,
    )


@router.api_route("/provinces.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The same as CSV."""
    visit = Visit.of(request)
    listed = lists.read(request, "/provinces", SORTS)
    return lists.sheet(listed, map(_cells, _rows(visit, listed)), COLUMNS)


def _rows(visit: Visit, listed: lists.Listed) -> list[Listed]:
    searcher = visit.site.searcher
    searcher.check_index()
    items = counted(searcher.engine, Everything(), ("province",))["province"]
    with visit.site.store.read() as connection:
        home = {key: one.province for key, one in sources.load(connection).items()}
        live = set(
            connection.scalars(select(articles.c.source_id).where(articles.c.state == "live").distinct())
        )
    names = province_names(visit.words)
    made = _figures(names, items, Counter(home.values()), Counter(home[one] for one in live if one in home))
    wanted = provinces.find(listed.q) if listed.q else None
    kept = [one for one in made if _fits(one, listed.q, wanted.iso if wanted else "")]
    return sorted(kept, key=lambda one: _rank(one, listed.sort))


def _figures(
    names: Mapping[str, str], items: Mapping[str, int], offices: Mapping[str, int], live: Mapping[str, int]
) -> list[Listed]:
    return [
        Listed(iso, name, items.get(iso, 0), offices.get(iso, 0), live.get(iso, 0))
        for iso, name in names.items()
    ]


def _fits(one: Listed, text: str, iso: str) -> bool:
    return one.iso == iso if iso else text.lower() in one.name.lower()


def _rank(one: Listed, sort: str) -> tuple[int, str]:
    figure = {"count": one.items, "offices": one.offices}.get(sort, 0)
    # Thai vowels that stand before their consonant are sorted after it
    first = one.name[1:2] + one.name[:1] + one.name[2:] if one.name[:1] in "เแโใไ" else one.name
    return -figure, first


def _cells(one: Listed) -> Row:
    return {
        "province": one.iso,
        "name": one.name,
        "items": str(one.items),
        "offices": str(one.offices),
        "collected": str(one.collected),
    }
