"""Counts over time on a page of their own: by day to year, raw or as a share of what was collected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from search.engines.protocol import SearchRequest
from search.hits import histogram_of
from search.intervals import FIELDS, by_key, counted_for
from search.meant import counted
from search.records import Histogram, Interval
from search.rows import Row
from search.web import gaps
from search.web.chart import LARGE, Chart, Parts, chart
from search.web.frame import Question, answered, basis

router = APIRouter(include_in_schema=False)


@router.api_route("/time", methods=["GET", "HEAD"])
def over_time(request: Request) -> Response:
    """Show counts over time."""
    return answered(request, _page)


@router.api_route("/time.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The same as CSV: every bucket, every gap, and what has no date."""
    return answered(request, lambda question: question.sheet(_rows(question)))


def _histogram(question: Question) -> tuple[Histogram, int]:
    asked, engine = question.asked, question.visit.site.searcher.engine
    request = SearchRequest(
        clause=question.meant.clause, size=0, sort="newest", facets=counted_for(asked.interval)
    )
    found = engine.search(request)
    return histogram_of(found, asked.interval), found.total


def _collected(question: Question, histogram: Histogram) -> Parts:
    """By key, the matches and everything within the filters; key ``""`` is undated."""
    field = FIELDS[histogram.interval]
    engine = question.visit.site.searcher.engine
    found = counted(engine, question.meant.scope, (field, "dated"))
    counts = {bucket.key: bucket.count for bucket in histogram.buckets}
    of = by_key(found[field], histogram.interval)
    undated = found["dated"].get("0", 0)
    return {key: (counts.get(key, 0), count) for key, count in of.items()} | {
        "": (histogram.undated, undated)
    }


def _chart(question: Question) -> tuple[Chart, Histogram, Parts, int]:
    histogram, total = _histogram(question)
    of = _collected(question, histogram)
    keys = [bucket.key for bucket in histogram.buckets]
    missing = gaps.missing(question.visit.site, question.asked, histogram.interval)
    drawn = chart(
        histogram,
        question.visit.words,
        size=LARGE,
        of=of,
        missing=gaps.within(missing, keys),
        shares=question.asked.share,
    )
    return drawn, histogram, of, total


def _page(question: Question) -> Response:
    drawn, histogram, of, total = _chart(question)
    return question.page(
        "time.html",
        chart=drawn,
        in_time=question.visit.narrowing(
            replace(question.asked, first="", last="", undated=False), len(drawn.bars)
        ),
        histogram=histogram,
        undated_of=of[""][1],
        total=total,
        coverage=gaps.summary(question.visit.site, question.asked),
        intervals=get_args(Interval),
        basis=basis(question.visit.words, total, total, whole=True),
    )


def _rows(question: Question) -> Iterator[Row]:
    drawn, histogram, of, total = _chart(question)

    def row(key: str, count: int, every: int, missed: int = 0, due: int = 0) -> Row:
        return {
            "interval": histogram.interval,
            "key": key,
            "articles": str(count),
            "collected": str(every),
            "share": f"{count / every:.6f}" if every else "",
            "office_days_missed": str(missed),
            "office_days_due": str(due),
            "query": question.asked.q,
            "total": str(total),
        }

    for one in drawn.rows:
        yield row(one.key, one.count, one.of, one.missing, one.due)
    yield row("coarse", histogram.coarse, 0)
    yield row("undated", histogram.undated, of[""][1])
