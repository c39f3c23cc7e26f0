"""Words in context: every place of a query in a column, ordered by what is left or right of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from search.kwic import Concordance, Order, concordance
from search.rows import Row
from search.web.frame import Question, answered, basis

router = APIRouter(include_in_schema=False)
ON_A_PAGE = 50


@router.api_route("/kwic", methods=["GET", "HEAD"])
def kwic(request: Request) -> Response:
    """Show the places of a query."""
    return answered(request, _page)


@router.api_route("/kwic.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """All lines as CSV."""
    return answered(request, lambda question: question.sheet(_rows(question, _found(question))))


def _found(question: Question) -> Concordance:
    return concordance(question.visit.site.searcher, question.meant, order=question.asked.order)


def _page(question: Question) -> Response:
    found, asked = _found(question), question.asked
    start = (asked.page - 1) * ON_A_PAGE
    return question.page(
        "kwic.html",
        found=found,
        basis=_basis(question, found),
        lines=found.lines[start : start + ON_A_PAGE],
        orders=get_args(Order),
        previous=replace(asked, page=asked.page - 1) if asked.page > 1 else None,
        following=replace(asked, page=asked.page + 1) if start + ON_A_PAGE < len(found.lines) else None,
    )


def _basis(question: Question, found: Concordance) -> str:
    return basis(question.visit.words, found.read, found.articles, whole=found.whole)


def _rows(question: Question, found: Concordance) -> Iterator[Row]:
    for line in found.lines:
        yield {
            "article": line.article,
            "published": line.published.value if line.published else "",
            "source": line.source,
            "source_name": line.source_name,
            "part": "headline" if line.in_headline else "body",
            "at": str(line.at),
            "left": line.left,
            "found": line.found,
            "right": line.right,
            "query": question.asked.q,
            "basis": _basis(question, found),
        }
