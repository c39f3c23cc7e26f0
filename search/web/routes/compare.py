"""Up to four questions beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipelines import provinces
from search.compare import Comparison, Side, compare
from search.intervals import FIELDS, by_key
from search.meant import counted, meant
from search.records import Interval
from search.rows import Row
from search.web import country, lines
from search.web.frame import Question, answered, basis
from search.web.panel import province_names

router = APIRouter(include_in_schema=False)
LETTERS = "ABCD"


@router.api_route("/compare", methods=["GET", "HEAD"])
def comparison(request: Request) -> Response:
    """Show questions beside each other: totals, time, who shares what, provinces."""
    return answered(request, _page)


@router.api_route("/compare.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """All figures of the comparison as CSV, one a row."""
    return answered(request, lambda question: question.sheet(_rows(question, _compared(question))))


def _compared(question: Question) -> Comparison:
    """Compare what was typed; a question alone finds nothing by similarity: regions are exact."""
    asked, searcher = question.asked, question.visit.site.searcher
    each = [replace(asked, q=one).query() for one in asked.questions]
    return compare(searcher, [meant(searcher, replace(one, fallback=False)) for one in each], asked.interval)


def _collected(question: Question, interval: Interval) -> dict[str, int]:
    """Everything within the filters, by the same spans."""
    field = FIELDS[interval]
    found = counted(question.visit.site.searcher.engine, question.meant.scope, (field,))
    return by_key(found[field], interval)


def _page(question: Question) -> Response:
    made = _compared(question)
    words, asked = question.visit.words, question.asked
    of = _collected(question, made.interval) if asked.share else {}
    most = max((max(side.province.values(), default=0) for side in made.sides), default=0)
    limits = country.thresholds(most or 1)
    return question.page(
        "compare.html",
        made=made,
        letters=LETTERS,
        lines=lines.lines([side.histogram for side in made.sides], words, of=of),
        intervals=get_args(Interval),
        basis=basis(words, made.union, made.union, whole=True),
        maps=[country.areas(side.province, limits=limits) for side in made.sides],
        limits=limits,
        outlines=country.outlines(),
        provinces=_provinces(made.sides),
        province_names=province_names(words),
    )


def _provinces(sides: Sequence[Side]) -> list[tuple[str, list[int]]]:
    """Counts of each province that any question has, the most first."""
    rows = [(one.iso, [side.province.get(one.iso, 0) for side in sides]) for one in provinces.load()]
    return sorted((row for row in rows if any(row[1])), key=lambda row: (-sum(row[1]), row[0]))


def _rows(question: Question, made: Comparison) -> Iterator[Row]:
    def row(figure: str, key: str, query: str, count: int, of: int) -> Row:
        return {
            "figure": figure,
            "key": key,
            "query": query,
            "articles": str(count),
            "collected": str(of or ""),
        }

    of = _collected(question, made.interval)
    for letter, side in zip(LETTERS, made.sides, strict=False):
        query = side.meant.query.text
        yield row("total", letter, query, side.total, 0)
        yield row("stories", letter, query, side.stories, 0)
        for bucket in side.histogram.buckets:
            yield row(made.interval, bucket.key, query, bucket.count, of.get(bucket.key, 0))
        yield row("coarse", letter, query, side.histogram.coarse, 0)
        yield row("undated", letter, query, side.histogram.undated, 0)
        for iso, count in sorted(side.province.items()):
            yield row("province", iso, query, count, 0)
    for region in made.regions:
        name = " ".join(one for one, is_in in zip(LETTERS, region.members, strict=False) if is_in)
        yield row("only", name, "", region.total, 0)
