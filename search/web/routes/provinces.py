"""The map of 77 provinces on a page of its own, by counts or as shares of what was collected there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipelines import provinces
from search.meant import count, counted
from search.rows import Row
from search.web import country
from search.web.frame import Question, answered, basis
from search.web.panel import province_names

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Place:
    """One province with its figures."""

    iso: str
    name: str
    count: int
    of: int

    @property
    def share(self) -> float:
        """Of what was collected there."""
        return self.count / self.of if self.of else 0.0


@router.api_route("/map", methods=["GET", "HEAD"])
def over_country(request: Request) -> Response:
    """Show the provinces of the matches."""
    return answered(request, _page)


@router.api_route("/map.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The same as CSV, all 77."""
    return answered(request, lambda question: question.sheet(_rows(question)))


def _places(question: Question) -> list[Place]:
    engine = question.visit.site.searcher.engine
    found = counted(engine, question.meant.clause, ("province",))["province"]
    every = counted(engine, question.meant.scope, ("province",))["province"]
    names = province_names(question.visit.words)
    made = [
        Place(one.iso, names[one.iso], found.get(one.iso, 0), every.get(one.iso, 0))
        for one in provinces.load()
    ]
    by_share = question.asked.share
    return sorted(made, key=lambda one: (-(one.share if by_share else one.count), -one.count, one.iso))


def _page(question: Question) -> Response:
    places, share = _places(question), question.asked.share
    shares = {one.iso: one.share for one in places if one.count}
    counts = {one.iso: one.count for one in places if one.count}
    total = count(question.visit.site.searcher.engine, question.meant.clause)
    most = max((shares if share else counts).values(), default=0)
    return question.page(
        "map.html",
        places=places,
        in_place=question.visit.narrowing(replace(question.asked, province=(), amphoe=()), len(counts)),
        areas=country.areas(counts, shares if share else None),
        limits=country.levels(most) if share else country.thresholds(most or 1),
        names={one.iso: one.name for one in places},
        nowhere=sum(not one.count for one in places),
        total=total,
        basis=basis(question.visit.words, total, total, whole=True),
    )


def _rows(question: Question) -> Iterator[Row]:
    for one in _places(question):
        yield {
            "province": one.iso,
            "name": one.name,
            "articles": str(one.count),
            "collected": str(one.of),
            "share": f"{one.share:.6f}" if one.of else "",
            "query": question.asked.q,
        }
