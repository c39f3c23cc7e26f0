"""The whole road on the sample offices, judged against what their content says must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flows import report as reports
from flows import stages
from flows.demo.expected import Expected, ExpectedFault
from flows.demo.world import World
from flows.report import Issue, RunReport
from flows.settings import Settings
from flows.stages import Progress
from flows.workspace import Workspace, clock, workspace
from pipelines.errors import SettingsError
from pipelines.store import articles, sources


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
        stages.everything(space, stages.Selection(), report, progress)
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
    planted = {(fault.code, fault.source, fault.url) for fault in expected.issues}
    met = [issue for issue in report.issues if (issue.code, issue.source, issue.url) in planted]
    other = [issue for issue in report.issues if issue not in met]
    found = {(issue.code, issue.source, issue.url) for issue in met}
    missed = [fault for fault in expected.issues if (fault.code, fault.source, fault.url) not in found]
    wrong = [*map(_said, other), *map(_missed, missed), *_miscounted(counts["articles"], expected)]
    return Outcome(
        sources=offices,
        captures=counts["captures"],
        articles=counts["articles"],
        clusters=counts["clusters"],
        indexed=space.engine().count(),
        engine=report.engine or "",
        expected_issues=tuple(map(_said, met)),
        unexpected_issues=tuple(wrong),
    )


def _said(issue: Issue) -> str:
    return f"{issue.source or issue.stage}: {issue.code}: {issue.message}"


def _missed(fault: ExpectedFault) -> str:
    return f"{fault.source}: planted fault {fault.code} was not reported: {fault.url}"


def _miscounted(found: int, expected: Expected) -> list[str]:
    wanted = len(expected.articles)
    return [] if found == wanted else [f"{found} articles instead of {wanted}"]
