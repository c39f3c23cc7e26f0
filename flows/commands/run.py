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


def run(
    *ids: str,
    province: str | None = None,
    registry: Annotated[
        Path | None, Parameter(help="Folder of TOML rows instead of the shipped registry")
    ] = None,
    since: str | None = None,
    limit: int | None = None,
    retries: int = 0,
    common: Common = COMMON,
) -> int:
    """Crawl, refine, index and check, once; write the report and tell what is wrong.

    Args:
        ids: Offices by id; none = all that are enabled.
        province: All offices of a province: TH-51, 51, ลำพูน or Lamphun.
        registry: Folder of TOML rows instead of the shipped registry.
        since: Do not read back beyond this day (ISO).
        limit: At most so many pages an office.
        retries: Try offices that met a mishap so many times again, after a minute, two, four …
    """
    from flows import jobs
    from flows.stages import Selection

    selection = Selection(ids=ids, province=province, since=since, limit=limit)
    return do(
        "daily",
        lambda space, report, bars: jobs.daily(space, selection, report, bars, retries=retries),
        common,
        registry,
    )


def do(
    job: str,
    work: Callable[[Workspace, RunReport, Bars], object],
    common: Common,
    registry: Path | None = None,
) -> int:
    """Do a job with bars, report it, and give the exit code."""
    from flows import report as reports
    from flows.finish import finish
    from flows.output import emit, say
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock

    with workspace(common.with_registry(registry)) as space:
        report = reports.begin(space.store, job=job, now=clock(), locks=space.locks)
        with bars() as progress:
            work(space, report, progress)
        folder = finish(space, report)
        emit(report, json=common.json, text=lambda: summary(report))
        if report.issues:
            say(f"{len(report.issues)} issues: {folder / 'issues.jsonl'}")
        return report.exit_code


def summary(report: RunReport) -> str:
    """A run in a few lines for a person."""
    lines = [
        f"requests {report.requests}, captures {report.captures}, not modified {report.not_modified}",
        "articles " + (", ".join(f"{name} {n}" for name, n in sorted(report.articles.items())) or "none"),
        "set aside " + (", ".join(f"{name} {n}" for name, n in sorted(report.discards.items())) or "none"),
    ]
    lines += [f"indexed {report.indexed} ({report.engine})"] if report.engine else []
    lines += [
        f"! {i.source or i.stage}: {i.code}: {i.message}" + (f" → {i.cure}" if i.cure else "")
        for i in report.issues
    ]
    return "\n".join(lines)
