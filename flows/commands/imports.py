"""``khaosan import``: bring your own corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.common import COMMON, Common


def import_(
    file: Path,
    *,
    source: Annotated[str, Parameter(help="Id of the corpus; a line's own `source` wins")] = "import",
    common: Common = COMMON,
) -> int:
    """Archive and refine a file of texts: ``{id?, url?, title, text, published?, source?}`` a line.

    Nothing is dropped for its kind, its scope, or for being a copy; a given id stays the public id.

    Args:
        file: JSON Lines; gzip by suffix.
        source: Id of the corpus these texts belong to, where a line names none.
    """
    from flows import report as reports
    from flows import stages
    from flows.commands.run import summary
    from flows.corpus import bring
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock

    with workspace(common.settings) as space:
        report = reports.new_run(clock(), job="import")
        with bars() as progress:
            report.captures = bring(space, file, source, progress=progress("archive"))
            stages.refine(space, report, progress=progress("refine"))
        reports.keep(space.store, space.settings.folder, report, now=clock())
        emit(report, json=common.json, text=lambda: summary(report))
        return report.exit_code
