"""``khaosan crawl``: sources into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.common import COMMON, Common

if TYPE_CHECKING:
    from flows.report import RunReport
    from pipelines.issues import Language


def crawl(
    *ids: str,
    province: str | None = None,
    registry: Path | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    dry_run: bool = False,
    thai: bool = False,
    common: Common = COMMON,
) -> int:
    """Fetch sources into the archive.

    Args:
        ids: Offices by id; none = all that are enabled.
        province: All offices of a province: TH-51, 51, ลำพูน or Lamphun.
        registry: Folder of TOML rows instead of the shipped registry.
        since: Do not read back beyond this day, in either era: 2026-11-25, 2569-11-25, 25 พ.ย. 2569.
        until: Leave out what is newer than this day, in either era.
        limit: At most so many pages an office.
        dry_run: Say what would be fetched, fetch nothing.
        thai: Tell what is wrong in Thai.
    """
    from flows import report as reports
    from flows import stages
    from flows.commands.run import summary
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock

    selection = stages.Selection(
        ids=ids, province=province, since=since, until=until, limit=limit, dry_run=dry_run
    )
    with workspace(common.with_registry(registry)) as space:
        report = reports.new_run(clock(), job="crawl")
        with bars() as progress:
            stages.crawl(space, selection, report, progress("crawl"))
        if not dry_run:
            reports.keep(space.store, space.settings.folder, report, now=clock())
        said = _planned if dry_run else summary
        emit(report, json=common.json, text=lambda: said(report, "th" if thai else "en"))
        return report.exit_code


def _planned(report: RunReport, language: Language) -> str:
    """What a crawl would ask first, and what stops it already."""
    from flows.commands.run import troubles

    asked = [f"{source}: {url}" for source, urls in report.planned.items() for url in urls]
    return "\n".join(
        [*asked, *troubles(report, language), f"{len(report.planned)} offices; nothing was asked"]
    )
