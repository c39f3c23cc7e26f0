"""The stages crawl → refine → index → check as plain functions: each reads what the one before stored.

Each can be called alone, again, and after a kill. Prefect's flows, ``khaosan run`` and the demo call these,
nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flows.report import Issue, RunReport, add, killed
from flows.workspace import Workspace
from pipelines import issues
from pipelines.errors import ServiceAway
from pipelines.moment import clock
from pipelines.progress import Progress, silent
from pipelines.store import outbox
from pipelines.store.visits import OfficeDay

if TYPE_CHECKING:
    from pipelines.refine.ahead import Ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which offices, and how far back."""

    ids: Sequence[str] = ()
    province: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    dry_run: bool = False
    backfill: bool = False
    """Read back to ``since``, whatever is known already."""


def crawl(
    space: Workspace, selection: Selection, report: RunReport, progress: Progress = silent
) -> list[OfficeDay]:
    """Fetch the selected offices into the archive; what went wrong becomes issues of the report.

    Returns:
        The visits that failed.
    """
    from crawlers import api
    from flows import visits

    outcome = api.crawl(
        space.settings, space.store, selection, now=clock(), progress=progress, spare=space.spare
    )
    with space.store.write() as connection:
        visits.record(connection, outcome, now=clock())
    failed = [one for one in visits.of_report(outcome, now=clock()) if one.outcome == "failed"]
    report.requests += sum(one.requests for one in outcome.sources.values())
    report.captures += sum(one.captures for one in outcome.sources.values())
    report.not_modified += sum(one.not_modified for one in outcome.sources.values())
    report.planned |= outcome.planned
    report.issues += [
        Issue(stage="crawl", code=i.code, message=i.message, source=i.source, url=i.url, cure=i.cure)
        for i in outcome.issues
    ]
    _ship(space, report)
    return failed


def _ship(space: Workspace, report: RunReport) -> None:
    from flows.shipping import ship

    try:
        ship(space)
    except (
        ServiceAway
    ) as error:  # what was captured stays here, is read from here, and goes with the next crawl
        report.issues.append(
            Issue(stage="crawl", code="archive_away", message=error.message, cure=error.cure)
        )


def recall(space: Workspace, ids: Sequence[str], *, days: int) -> int:
    """Make the articles due that were found in the last days (no id: of all offices); return how many."""
    from crawlers.recall import recall as run

    now = clock()
    with space.store.write() as connection:
        return run(connection, ids, since=now - timedelta(days=days), now=now)


def refine(
    space: Workspace,
    report: RunReport,
    *,
    again: bool = False,
    changed: bool = False,
    ids: Sequence[str] = (),
    ahead: Ahead | None = None,
    progress: Progress = silent,
) -> None:
    """Read waiting captures (``again``: all; ``changed``: those other rules have read) into the store.

    What was refined ahead, while the crawl went on, is told together with it.
    """
    from pipelines.refine.stage import refine as run
    from pipelines.refine.welcome import CODE as WELCOME

    with space.alone("refine"):
        outcome = run(
            space.store,
            space.archive,
            now=clock(),
            workers=space.workers,
            again=again,
            changed=changed,
            ids=ids,
            progress=progress,
            report=ahead.report if ahead else None,
        )
    report.refined += outcome.captures
    add(report.articles, outcome.articles)
    add(report.discards, outcome.discards)
    add(report.files, outcome.files)
    report.issues += [
        Issue(
            stage="refine",
            code=refused.code,
            message=refused.reason,
            source=capture.source_id,
            url=refused.url or capture.url,
            cure=f"look at it with: khaosan archive cat {capture.id}",
        )
        for capture, refused in outcome.quarantined
    ]
    report.issues += [
        _welcomed(key.removesuffix(f":{WELCOME}"), WELCOME, number)
        for key, number in sorted(outcome.discards.items())
        if key.endswith(f":{WELCOME}")
    ]
    report.issues += [
        _waits(reason, number)
        for reason, number in sorted(outcome.waiting.items())
        if reason != "under_way"  # the machine that crawls it will refine it
    ]


def _welcomed(source: str, code: str, number: int) -> Issue:
    return Issue(
        stage="refine",
        code=code,
        source=source,
        message=f"{source}: {number} known articles answer with one page that stands at many addresses",
        cure=issues.todo(code, "en", source=source),
    )


def _waits(reason: str, number: int) -> Issue:
    code, _, office = reason.partition(":")
    whose = f" of {office}, which no row of the registry names" if office else f": {code}"
    return Issue(
        stage="refine",
        code=code,
        source=office or None,
        message=f"{number} captures wait{whose}",
        cure=issues.todo(code, "en", source=office or None),
    )


def index(space: Workspace, report: RunReport, *, rebuild: bool = False, progress: Progress = silent) -> None:
    """Bring the index up to date with the store; no stage behind it needs worker processes, so they end."""
    from search.indexing import index as run

    engine = space.engine()
    with space.alone("index"), space.workers as workers:
        outcome = run(space.store, engine, rebuild=rebuild, now=clock(), progress=progress, workers=workers)
    report.engine = engine.name
    report.indexed += outcome.written
    if outcome.rejected:
        with space.store.read() as connection:
            report.issues += [_rejected(*letter) for letter in outbox.dead(connection)]


def _rejected(engine: str, article_id: str, reason: str) -> Issue:
    return Issue(
        stage="index",
        code="rejected",
        message=f"{engine} refused {article_id}: {reason}",
        cure="khaosan dead-letters list; after mending: khaosan dead-letters retry",
    )


def check(space: Workspace, report: RunReport) -> None:
    """Look at the store as a whole; what a person should see becomes issues."""
    from flows import checks, health

    with space.store.write() as connection:
        report.interrupted = report.interrupted or killed(connection, space.locks, but=report.run)
    with space.store.read() as connection:
        report.issues += checks.runs(connection, report)
        report.issues += checks.eras(connection)
        report.issues += checks.without_items(connection)
    with space.store.write() as connection:
        report.issues += health.judge(connection, now=clock())
    report.checked = True
