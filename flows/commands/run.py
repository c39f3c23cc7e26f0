"""``khaosan run``: the daily road once, without Prefect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.commands.common import COMMON, Common

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.jobs import Bars
    from flows.report import RunReport
    from flows.workspace import Workspace
    from pipelines.issues import Language


def run(
    *ids: str,
    province: str | None = None,
    registry: Annotated[
        Path | None, Parameter(help="Folder of TOML rows instead of the shipped registry")
    ] = None,
    since: str | None = None,
    limit: int | None = None,
    retries: int = 0,
    thai: bool = False,
    common: Common = COMMON,
) -> int:
    """Crawl, refine, index and check, once; write the report and tell what is wrong.

    Args:
        ids: Offices by id; none = all that are enabled.
        province: All offices of a province: TH-51, 51, ลำพูน or Lamphun.
        registry: Folder of TOML rows instead of the shipped registry.
        since: Do not read back beyond this day, in either era: 2026-11-25, 25 พ.ย. 2569.
        limit: At most so many pages an office.
        retries: Try offices that met a mishap so many times again, after a minute, two, four …
        thai: Tell what is wrong in Thai.
    """

    def daily(space: Workspace, report: RunReport, bars: Bars) -> None:
        from flows import jobs
        from flows.stages import Selection

        selection = Selection(ids=ids, province=province, since=since, limit=limit)
        jobs.daily(space, selection, report, bars, retries=retries)

    return do("daily", daily, common, registry, thai=thai)


def do(
    job: str,
    work: Callable[[Workspace, RunReport, Bars], object],
    common: Common,
    registry: Path | None = None,
    *,
    thai: bool = False,
    crawls: bool = True,
) -> int:
    """Do a job with bars, report it, and give the exit code."""
    from flows.workspace import workspace

    with workspace(common.with_registry(registry), crawls=crawls) as space:
        # Imported while the processes that the workspace has begun import what they need.
        from flows import report as reports
        from flows.finish import finish, heard
        from flows.output import emit, say
        from flows.progress import bars
        from pipelines import garbage
        from pipelines.moment import clock

        report = reports.begin(space.store, job=job, now=clock(), locks=space.locks)
        with heard(space, report):
            garbage.settle()
            with bars() as progress:
                work(space, report, progress)
            folder = finish(space, report)
        emit(report, json=common.json, text=lambda: summary(report, "th" if thai else "en"))
        if report.issues:
            say(f"{len(report.issues)} issues: {folder / 'issues.jsonl'}")
        return report.exit_code


def summary(report: RunReport, language: Language = "en") -> str:
    """A run in a few lines for a person."""
    lines = [
        f"requests {report.requests}, captures {report.captures}, not modified {report.not_modified}",
        "articles " + (", ".join(f"{name} {n}" for name, n in sorted(report.articles.items())) or "none"),
        "set aside " + (", ".join(f"{name} {n}" for name, n in sorted(report.discards.items())) or "none"),
    ]
    lines += [f"indexed {report.indexed} ({report.engine})"] if report.engine else []
    return "\n".join([*lines, *troubles(report, language)])


def troubles(report: RunReport, language: Language = "en") -> list[str]:
    """Its issues, one a line, each with what to do."""
    from pipelines import issues

    lines = []
    for one in report.issues:
        told = issues.told(one.code, one.message, language, stage=one.stage)
        cure = issues.cure(one.code, one.cure, language, stage=one.stage, source=one.source)
        lines.append(f"! {one.source or one.stage}: {one.code}: {told}" + (f" → {cure}" if cure else ""))
    return lines
