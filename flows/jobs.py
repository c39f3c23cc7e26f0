"""The six jobs as plain functions: what ``khaosan`` commands and Prefect's flows both do, stage by stage.

Every stage reads what the one before has stored, so a job that was killed anywhere is simply begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import sleep
from typing import TYPE_CHECKING

from flows import beside, holding, pruning, stages
from flows.alerts import queries
from flows.report import RunReport, noted
from flows.stages import Selection
from flows.workspace import Workspace
from pipelines.moment import clock
from pipelines.progress import Progress, silent
from pipelines.store.visits import OfficeDay

if TYPE_CHECKING:
    from pipelines.refine.ahead import Ahead

Bars = Callable[[str], Progress]
RETRYABLE = frozenset({"timeout", "fetch_failed", "dns", "truncated", "silent", "interrupted", "ended_early"})
"""Mishaps that another attempt, minutes later, may find gone; a refusal or robots.txt is no mishap."""


def no_bars(_label: str) -> Progress:
    """Progress that nobody watches, for every stage."""
    return silent


def daily(
    space: Workspace,
    selection: Selection,
    report: RunReport,
    bars: Bars = no_bars,
    *,
    retries: int = 0,
    pause: Callable[[float], None] = sleep,
) -> None:
    """Crawl, refine beside it, hold back, index, check.

    Args:
        space: The home.
        selection: Which offices.
        report: Filled stage by stage.
        bars: Makes a bar for each stage.
        retries: Rounds in which offices that met a mishap are tried again, each after a longer pause.
        pause: Waits so many seconds.
    """
    crawled, refined = bars("crawl"), bars("refine")

    def crawl() -> None:
        with noted(report, "crawl"):
            _crawl(space, selection, report, crawled, retries=retries, pause=pause)

    def refine(ahead: Ahead | None) -> None:
        stages.refine(space, report, ahead=ahead, progress=refined)

    beside.collect(space, crawl, refine, refined)
    after_refining(space, report, bars)


def _crawl(
    space: Workspace,
    selection: Selection,
    report: RunReport,
    progress: Progress,
    *,
    retries: int,
    pause: Callable[[float], None],
) -> None:
    failed = stages.crawl(space, selection, report, progress)
    for number in range(retries):
        again = [visit.source_id for visit in failed if visit.code in RETRYABLE]
        if not again:
            break
        pause(space.settings.retry_seconds * 2**number)
        failed = crawl_again(space, selection, again, report, progress)


def backfill(
    space: Workspace, selection: Selection, report: RunReport, bars: Bars = no_bars, *, retries: int = 0
) -> None:
    """Read back to ``selection.since`` whatever is known already, then as daily."""
    daily(space, replace(selection, backfill=True), report, bars, retries=retries)


def revisit(
    space: Workspace,
    selection: Selection,
    report: RunReport,
    bars: Bars = no_bars,
    *,
    days: int,
    retries: int = 0,
) -> int:
    """Ask again for the articles found in the last days; return how many are due."""
    due = stages.recall(space, selection.ids, days=days)
    daily(space, selection, report, bars, retries=retries)
    return due


def reindex(space: Workspace, report: RunReport, bars: Bars = no_bars) -> None:
    """Build the index anew beside the live one, then swap."""
    stages.index(space, report, rebuild=True, progress=bars("index"))


def reextract(
    space: Workspace,
    report: RunReport,
    bars: Bars = no_bars,
    *,
    ids: Sequence[str] = (),
    everything: bool = False,
) -> None:
    """Read again from the archive what other rules have read (``everything``: all), then index and check."""
    stages.refine(space, report, again=everything, changed=not everything, ids=ids, progress=bars("refine"))
    after_refining(space, report, bars)


def prune(space: Workspace, *, keep_days: int) -> pruning.Pruned:
    """Forget what nobody needs."""
    return pruning.prune(space, keep_days=keep_days, now=clock())


def crawl_again(
    space: Workspace,
    selection: Selection,
    ids: Sequence[str],
    report: RunReport,
    progress: Progress = silent,
) -> list[OfficeDay]:
    """Crawl offices once more; what was said of their first attempt gives way to what is said now."""
    forget_crawl(report, ids)
    return stages.crawl(space, replace(selection, ids=tuple(ids), province=None), report, progress)


def forget_crawl(report: RunReport, ids: Sequence[str]) -> None:
    """Take back what was said of the crawl of some offices."""
    report.issues = [one for one in report.issues if one.stage != "crawl" or one.source not in ids]


def after_refining(space: Workspace, report: RunReport, bars: Bars = no_bars) -> None:
    """Hold back, index, ask the alerts of queries, check."""
    holding.hold(space, report)
    with noted(report, "index"):
        stages.index(space, report, progress=bars("index"))
        queries.note(space, report)
    stages.check(space, report)
