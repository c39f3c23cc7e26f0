"""The whole road on the sample offices, judged against what their content says must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from flows import jobs, stages
from flows import report as reports
from flows.demo.expected import Expected, ExpectedFault
from flows.demo.world import World
from flows.report import Issue, RunReport
from flows.settings import Settings
from flows.workspace import Workspace, workspace
from pipelines.errors import SettingsError
from pipelines.moment import clock
from pipelines.progress import Progress
from pipelines.store import articles, sources
from pipelines.store import tables as t


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the demo found. ``expected_issues`` are the planted faults, each found."""

    sources: int
    captures: int
    articles: int
    clusters: int
    indexed: int
    engine: str
    expected_issues: tuple[str, ...]
    unexpected_issues: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 when just the planted faults occurred."""
        return 1 if self.unexpected_issues else 0


def travel(settings: Settings, world: World, progress: Callable[[str], Progress]) -> Outcome:
    """Crawl, refine and index the sample offices into the home in force.

    Raises:
        SettingsError: the home holds other offices; samples must not mix with what was collected.
    """
    own = replace(settings, registry=str(world.registry), allow_addresses=",".join(world.hosts))
    with workspace(own) as space:
        _refuse_real(space)
        report = reports.new_run(clock())
        jobs.daily(space, stages.Selection(), report, progress)
        reports.keep(space.store, space.settings.folder, report, now=clock())
        return _outcome(space, world.expected, report)


def _refuse_real(space: Workspace) -> None:
    with space.store.read() as connection:
        real = [row.id for row in sources.load(connection).values() if not row.sample]
    if real:
        raise SettingsError(
            f"{space.settings.folder} holds {', '.join(real[:3])}{' …' if real[3:] else ''}",
            cure="give the samples a home of their own: khaosan demo --home var-demo",
        )


def _outcome(space: Workspace, expected: Expected, report: RunReport) -> Outcome:
    with space.store.read() as connection:
        counts = articles.counts(connection)
        offices = len(sources.load(connection))
        told = _told(connection)
    planted = {(fault.code, fault.source, fault.url) for fault in expected.issues}
    other = [issue for issue in report.issues if (issue.code, issue.source, issue.url) not in planted]
    missed = [fault for fault in expected.issues if (fault.code, fault.source, fault.url) not in told]
    wrong = [*map(_said, other), *map(_missed, missed), *_miscounted(counts["articles"], expected)]
    return Outcome(
        sources=offices,
        captures=counts["captures"],
        articles=counts["articles"],
        clusters=counts["clusters"],
        indexed=space.engine().count(),
        engine=report.engine or "",
        expected_issues=tuple(told[one] for one in sorted(planted & told.keys())),
        unexpected_issues=tuple(wrong),
    )


def _told(connection: Connection) -> dict[tuple[str, str, str], str]:
    """What this run and earlier ones reported: a page that failed is not asked again within the hour."""
    rows = connection.execute(
        select(t.issues.c.code, t.issues.c.source_id, t.issues.c.url, t.issues.c.message)
    )
    return {(row.code, row.source_id, row.url): f"{row.code}: {row.message}" for row in rows}


def _said(issue: Issue) -> str:
    return f"{issue.code}: {issue.message}"


def _missed(fault: ExpectedFault) -> str:
    return f"{fault.source}: planted fault {fault.code} was not reported: {fault.url}"


def _miscounted(found: int, expected: Expected) -> list[str]:
    wanted = len(expected.articles)
    return [] if found == wanted else [f"{found} articles instead of {wanted}"]
