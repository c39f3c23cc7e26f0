"""The daily flow under Prefect 3: the stages of :mod:`flows.stages` as tasks, scheduled in Bangkok's time.

Import this module only after :func:`flows.quiet.quiet`. The tasks hold no logic: without Prefect,
``khaosan run`` does the same work.
"""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.schedules import Cron

from flows import report as reports
from flows import stages
from flows.settings import Settings
from flows.workspace import Workspace, workspace
from pipelines.codec import from_builtins, to_builtins
from pipelines.moment import clock

SCHEDULE = Cron("30 5 * * *", timezone="Asia/Bangkok")
"""Half past five in the morning: offices post in working hours, readers come at eight."""
RETRY_SECONDS = 60

crawl_task = task(name="crawl", cache_policy=NO_CACHE, retries=1, retry_delay_seconds=RETRY_SECONDS)(
    stages.crawl
)
refine_task = task(name="refine", cache_policy=NO_CACHE)(stages.refine)
index_task = task(name="index", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=RETRY_SECONDS)(
    stages.index
)
check_task = task(name="check", cache_policy=NO_CACHE)(stages.check)


@flow(name="daily", validate_parameters=False)
def daily(
    settings: dict[str, Any], ids: list[str] | None = None, province: str | None = None
) -> dict[str, Any]:
    """Crawl, refine, index, check, report; return the run's report."""
    with workspace(from_builtins(settings, Settings)) as space:
        report = reports.new_run(clock())
        _stages(space, stages.Selection(ids=ids or (), province=province), report)
        reports.keep(space.store, space.settings.folder, report, now=clock())
        result: dict[str, Any] = to_builtins(report)
        return result


def _stages(space: Workspace, selection: stages.Selection, report: reports.RunReport) -> None:
    crawl_task(space, selection, report)
    refine_task(space, report)
    index_task(space, report)
    check_task(space, report)
