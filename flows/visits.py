"""What a crawl's report means for each office's day: the rows that coverage and health are read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from crawlers.report import CrawlReport, Issue, SourceFigures
from pipelines.moment import BANGKOK
from pipelines.store import visits
from pipelines.store.visits import OfficeDay

NOT_ASKED = frozenset({"busy"})
"""Another run has the office in hand, and will say."""
CLOSED = "robots_disallowed"
TELLING = (
    "blocked", "moved", "robots_disallowed", "needs_browser", "nothing_found", "dns", "tls",
    "robots_unreachable", "timeout", "fetch_failed", "throttled", "truncated", "layout_changed",
)  # fmt: skip
"""Of several codes of one office, the first of these says why its visit failed."""


def record(connection: Connection, report: CrawlReport, *, now: datetime) -> list[OfficeDay]:
    """Write down the visits of a crawl; offices that it did not ask get none."""
    made = list(of_report(report, now=now))
    return [visits.record(connection, one, now=now) for one in made]


def of_report(report: CrawlReport, *, now: datetime) -> Iterator[OfficeDay]:
    """Read the visits off a report."""
    told: dict[str, list[Issue]] = {}
    for issue in report.issues:
        if issue.source is not None:
            told.setdefault(issue.source, []).append(issue)
    if report.planned:  # a dry run asks nobody
        return
    for source_id in sorted({*report.sources, *told}):
        visit = _visit(source_id, report, told.get(source_id, []), now)
        if visit is not None:
            yield visit


def _visit(source_id: str, report: CrawlReport, issues: list[Issue], now: datetime) -> OfficeDay | None:
    figures = report.sources.get(source_id)
    day = now.astimezone(BANGKOK).date()
    if any(issue.code in NOT_ASKED for issue in issues):
        return None
    if figures is None:
        issue = _telling(issues)
        return OfficeDay(
            source_id=source_id, day=day, outcome="failed", code=issue.code, reason=issue.message
        )
    if not figures.requests and (figures.waits or any(issue.code == "blocked" for issue in issues)):
        return None  # it was not asked: not at this hour, or closed until a person has looked
    base = OfficeDay(
        source_id=source_id,
        day=day,
        outcome="collected" if figures.articles_linked else "nothing_new",
        door=figures.door,
        requests=figures.requests,
        captures=figures.captures,
        not_modified=figures.not_modified,
        new_items=figures.articles_linked,
    )
    if figures.finished and figures.door is not None:
        return base
    return _failed(base, _telling(_of_all_doors(issues, figures)))


def _failed(base: OfficeDay, issue: Issue) -> OfficeDay:
    return replace(base, outcome="failed", code=issue.code, reason=issue.message)


def _of_all_doors(issues: list[Issue], figures: SourceFigures) -> list[Issue]:
    """Without robots.txt's word on one door, where others were tried and failed for reasons of their own."""
    others = [issue for issue in issues if issue.code != CLOSED]
    return others if others and set(figures.errors) - {CLOSED} else issues


def _telling(issues: list[Issue]) -> Issue:
    """The issue that says most about why nothing came; a silent office has one from the door of the crawl."""
    ranked = sorted(issues, key=lambda one: TELLING.index(one.code) if one.code in TELLING else len(TELLING))
    return ranked[0] if ranked else Issue(source=None, code="silent", message="it ended without a word")
