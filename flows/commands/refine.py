"""``khaosan refine``: the archive into the store."""

from __future__ import annotations

from dataclasses import replace

from flows.commands.common import COMMON, Common


def refine(
    *,
    all: bool = False,  # noqa: A002 - the option's name
    workers: int = 0,
    thai: bool = False,
    common: Common = COMMON,
) -> int:
    """Read waiting captures into the store.

    Args:
        all: Read all captures again, not only those that wait.
        workers: How many processes; 0 = one a core.
        thai: Tell what is wrong in Thai.
    """
    from flows import report as reports
    from flows import stages
    from flows.commands.run import summary
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock

    settings = common.settings
    with workspace(replace(settings, workers=workers or settings.workers)) as space:
        report = reports.new_run(clock(), job="refine")
        with bars() as progress:
            stages.refine(space, report, again=all, progress=progress("refine"))
        reports.keep(space.store, space.settings.folder, report, now=clock())
        emit(report, json=common.json, text=lambda: summary(report, "th" if thai else "en"))
        return report.exit_code
