"""``khaosan backfill``, ``revisit``, ``reextract`` and ``prune``: the jobs beside the daily one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.common import COMMON, AtLeastOne, Common, Count

if TYPE_CHECKING:
    from flows.jobs import Bars
    from flows.report import RunReport
    from flows.workspace import Workspace


def backfill(
    *ids: str,
    since: str,
    province: str | None = None,
    registry: Path | None = None,
    retries: int = 0,
    thai: bool = False,
    common: Common = COMMON,
) -> int:
    """Read back to a day, whatever is known already; then refine, index and check.

    Args:
        ids: Offices by id; none = all that are enabled.
        since: The day to reach, in either era: 2017-01-01, 2560-01-01, 1 มกราคม 2560.
        province: All offices of a province.
        registry: Folder of TOML rows instead of the shipped registry.
        retries: Try offices that met a mishap so many times again.
        thai: Tell what is wrong in Thai.
    """
    from flows.commands.run import do

    def work(space: Workspace, report: RunReport, bars: Bars) -> None:
        from flows import jobs
        from flows.stages import Selection

        selection = Selection(ids=ids, province=province, since=since)
        jobs.backfill(space, selection, report, bars, retries=retries)

    return do("backfill", work, common, registry, thai=thai)


def revisit(
    *ids: str,
    days: Count = 30,
    registry: Path | None = None,
    retries: int = 0,
    thai: bool = False,
    common: Common = COMMON,
) -> int:
    """Ask again for articles found in the last days: corrected, or deleted? Then as `run`.

    Every run asks once more for articles of a day and of a week ago; this is for more than that.

    Args:
        ids: Offices by id; none = all that are enabled.
        days: How far back.
        registry: Folder of TOML rows instead of the shipped registry.
        retries: Try offices that met a mishap so many times again.
        thai: Tell what is wrong in Thai.
    """
    from flows.commands.run import do

    def work(space: Workspace, report: RunReport, bars: Bars) -> None:
        from flows import jobs
        from flows.stages import Selection

        jobs.revisit(space, Selection(ids=ids), report, bars, days=days, retries=retries)

    return do("revisit", work, common, registry, thai=thai)


def reextract(
    *ids: str,
    all: bool = False,  # noqa: A002 - the option's name
    thai: bool = False,
    common: Common = COMMON,
) -> int:
    """Read again from the archive what other rules than those in force have read; then index and check.

    Args:
        ids: Offices by id; none = all.
        all: Whatever rules have read it.
        thai: Tell what is wrong in Thai.
    """
    from flows import jobs
    from flows.commands.run import do
    from flows.workspace import workspace
    from pipelines.store import sources

    with workspace(common.settings) as space, space.store.read() as connection:
        sources.must(connection, ids)
    return do(
        "reextract",
        lambda space, report, bars: jobs.reextract(space, report, bars, ids=ids, everything=all),
        common,
        thai=thai,
        crawls=False,
    )


def prune(*, keep_days: AtLeastOne = 365, common: Common = COMMON) -> int:
    """Forget messages that every engine has read, reports older than a year, leavings of killed runs.

    Captures, versions, visits and takedowns are kept for ever.

    Args:
        keep_days: Age from which reports and sent alerts go.
    """
    from flows import jobs
    from flows.output import emit
    from flows.workspace import workspace

    with workspace(common.settings) as space:
        done = jobs.prune(space, keep_days=keep_days)
    emit(
        done,
        json=common.json,
        text=lambda: (
            f"removed: {done.messages} messages, {done.runs} runs, {done.notices} alerts, "
            f"{done.folders} folders"
        ),
    )
    return 0
