"""``khaosan index``: the store into the index."""

from __future__ import annotations

from dataclasses import replace

from flows.commands.common import COMMON, Common
from flows.settings import EngineName


def index(
    *, engine: EngineName | None = None, rebuild: bool = False, thai: bool = False, common: Common = COMMON
) -> int:
    """Bring the index up to date with the store.

    Args:
        engine: tantivy (embedded) or elasticsearch (KHAOSAN_ELASTICSEARCH_URL).
        rebuild: Build a new index beside the one in use, then swap.
        thai: Tell what is wrong in Thai.
    """
    from flows import report as reports
    from flows import stages
    from flows.commands.run import summary
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import LOADED_TO_INDEX, workspace
    from pipelines.moment import clock

    settings = replace(common.settings, engine=engine or common.settings.engine)
    with workspace(settings, modules=LOADED_TO_INDEX, ahead=rebuild) as space:
        report = reports.new_run(clock(), job="index")
        with bars() as progress:
            stages.index(space, report, rebuild=rebuild, progress=progress("index"))
        reports.keep(space.store, space.settings.folder, report, now=clock())
        emit(report, json=common.json, text=lambda: summary(report, "th" if thai else "en"))
        return report.exit_code
