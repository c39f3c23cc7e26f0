"""``khaosan flows``: scheduled work under Prefect."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from flows.commands.common import COMMON, Common

FlowName = Literal["daily"]


def run(
    flow: FlowName,
    *ids: str,
    province: str | None = None,
    registry: Path | None = None,
    common: Common = COMMON,
) -> int:
    """Run a flow once under Prefect; without a server (PREFECT_API_URL) an embedded one is used.

    Args:
        flow: Which flow.
        ids: Offices by id; none = all that are enabled.
        province: All offices of a province.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows.commands.run import summary
    from flows.output import emit
    from flows.quiet import quiet
    from flows.report import RunReport
    from pipelines.codec import from_builtins, to_builtins

    settings = common.with_registry(registry)
    quiet(os.environ, settings.folder)
    from flows.daily import daily

    report = from_builtins(daily(to_builtins(settings), list(ids), province), RunReport)
    emit(report, json=common.json, text=lambda: summary(report))
    return report.exit_code


def serve(*, registry: Path | None = None, common: Common = COMMON) -> int:
    """Serve the daily schedule until interrupted: 05:30 in Asia/Bangkok, one run at a time.

    Args:
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows.quiet import quiet
    from pipelines.codec import to_builtins

    settings = common.with_registry(registry)
    quiet(os.environ, settings.folder)
    from flows.daily import SCHEDULE, daily

    daily.serve(
        name="daily",
        schedule=SCHEDULE,
        limit=1,
        parameters={"settings": to_builtins(settings)},
    )
    return 0
