"""The matches office by office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from search.offices import Ends, Tally, ends, tallies
from search.rows import Row
from search.web.asking import Ranking
from search.web.frame import Question, answered, basis
from search.web.panel import province_names

router = APIRouter(include_in_schema=False)
ON_A_PAGE = 40
NEVER = Ends("", "")


@router.api_route("/by-office", methods=["GET", "HEAD"])
def offices(request: Request) -> Response:
    """Show the offices of the matches."""
    return answered(request, _page)


@router.api_route("/by-office.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """All of them as CSV."""
    return answered(request, lambda question: question.sheet(_rows(question)))


def _ranked(question: Question) -> tuple[list[Tally], dict[str, Ends]]:
    """All offices in the order asked; their ends only where the order needs them."""
    searcher, rank = question.visit.site.searcher, question.asked.rank
    made = tallies(searcher, question.meant)
    if rank == "share":
        made.sort(key=lambda one: -one.share)
    if rank == "name":
        made.sort(key=lambda one: (one.name, one.source))
    if rank not in ("first", "last"):
        return made, {}
    known = ends(searcher, question.meant, [one.source for one in made])
    if rank == "first":
        made.sort(key=lambda one: known[one.source].first or "9999")
    else:
        made.sort(key=lambda one: known[one.source].last, reverse=True)
    return made, known


def _page(question: Question) -> Response:
    made, known = _ranked(question)
    asked = question.asked
    start = (asked.page - 1) * ON_A_PAGE
    rows = made[start : start + ON_A_PAGE]
    known = known or ends(question.visit.site.searcher, question.meant, [one.source for one in rows])
    total = sum(one.count for one in made)
    return question.page(
        "by_office.html",
        rows=rows,
        ends=known,
        never=NEVER,
        offices=len(made),
        total=total,
        most=max((one.count for one in made), default=1),
        rankings=get_args(Ranking),
        province_names=province_names(question.visit.words),
        basis=basis(question.visit.words, total, total, whole=True),
        previous=replace(asked, page=asked.page - 1) if asked.page > 1 else None,
        following=replace(asked, page=asked.page + 1) if start + ON_A_PAGE < len(made) else None,
    )


def _rows(question: Question) -> Iterator[Row]:
    made, known = _ranked(question)
    known = known or ends(question.visit.site.searcher, question.meant, [one.source for one in made])
    for one in made:
        yield {
            "source": one.source,
            "source_name": one.name,
            "province": one.province,
            "articles": str(one.count),
            "collected": str(one.of),
            "share": f"{one.share:.6f}",
            "first": known[one.source].first,
            "last": known[one.source].last,
            "query": question.asked.q,
        }
