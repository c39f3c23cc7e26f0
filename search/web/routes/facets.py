"""The figures of the filters as CSV: every value of each, not only those that a page has room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipelines.store import sources
from search.meant import counted
from search.rows import Row
from search.web.asking import LISTED
from search.web.frame import Question, answered
from search.web.panel import label_of

router = APIRouter(include_in_schema=False)


@router.api_route("/facets.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """Count the values of every filter over the matches, exactly."""
    return answered(request, lambda question: question.sheet(_rows(question)))


def _rows(question: Question) -> Iterator[Row]:
    site, fields = question.visit.site, (*LISTED, "year")
    found = counted(site.searcher.engine, question.meant.clause, fields)
    with site.store.read() as connection:
        offices = sources.names(connection)
    for field in fields:
        for value, count in sorted(found[field].items(), key=lambda one: (-one[1], one[0])):
            yield {
                "filter": field,
                "value": value,
                "label": _label(question, field, value, offices),
                "articles": str(count),
                "query": question.asked.q,
            }


def _label(question: Question, field: str, value: str, offices: Mapping[str, str]) -> str:
    if field == "source":
        return offices.get(value, value)
    return value if field == "year" else label_of(field, value, question.visit.words)
