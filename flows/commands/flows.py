"""``khaosan flows``: scheduled work under Prefect."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from flows.commands.common import COMMON, Common
from flows.settings import PREFIX

FlowName = Literal["daily", "backfill", "revisit", "reindex", "reextract", "prune"]


def run(
    flow: FlowName,
    *ids: str,
    province: str | None = None,
    since: str | None = None,
    days: int | None = None,
    registry: Path | None = None,
    common: Common = COMMON,
) -> int:
    """Run a flow once under Prefect; without a server (PREFECT_API_URL) an embedded one is used.

    Args:
        flow: Which flow.
        ids: Offices by id; none = all that are enabled.
        province: All offices of a province (daily, backfill).
        since: The day to reach (backfill).
        days: How far back (revisit).
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows.commands.run import summary
    from flows.output import emit
    from flows.report import RunReport
    from pipelines.codec import from_builtins

    given = _parameters(common, registry)
    given |= {"ids": list(ids) or None, "province": province, "since": since, "days": days}
    chosen = next(one for one in _flows(common) if one.name == flow)
    known = {name: given[name] for name in chosen.parameters.properties if given.get(name) is not None}
    done: dict[str, Any] = chosen(**known)
    if "run" not in done:
        emit(done, json=common.json, text=lambda: ", ".join(f"{name} {n}" for name, n in done.items()))
        return 0
    report = from_builtins(done, RunReport)
    emit(report, json=common.json, text=lambda: summary(report))
    return report.exit_code


def serve(*, registry: Path | None = None, common: Common = COMMON) -> int:
    """Serve the schedule on this machine until interrupted: daily at 05:30 in Asia/Bangkok, one at a time.

    Without PREFECT_API_URL a Prefect server begins on this machine as well. A daily run that fell due while
    nothing served, or that was killed, is begun at once. Backfill, revisit, reindex, reextract can be started
    from Prefect; prune runs on Sundays at 03:30.

    Args:
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows import serving
    from flows.output import say
    from flows.quiet import quiet
    from flows.workspace import workspace
    from pipelines.moment import clock

    with workspace(common.settings) as space:
        late = serving.missed(space, clock())
    quiet(os.environ, common.settings.folder)
    with serving.server(os.environ):
        from prefect import serve as serve_all

        from flows.deploying import deployments
        from flows.ordering import ordering

        made = deployments(_parameters(common, registry))
        if late:
            say("the last daily run that was due has not ended: it is begun now")
        with ordering(made, at_once={"daily"} if late else ()):
            # Pausing at the end would ask a server that may be gone, and leave the schedule off in its pages.
            serve_all(*made, limit=1, pause_on_shutdown=False)
    return 0


def deploy(
    *,
    pool: str = "khaosan",
    machines: int = 1,
    registry: Path | None = None,
    worker_home: Path | None = None,
    common: Common = COMMON,
) -> int:
    """Register the flows with a Prefect server, for workers of a process pool (`prefect worker start`).

    Needs PREFECT_API_URL. Workers read all settings, the home and secrets among them, from their own
    environment: KHAOSAN_HOME on each machine, or once for all of them with --worker-home.

    Args:
        pool: The work pool; made where there is none.
        machines: How many daily runs begin at once, one a machine, to share the offices.
        registry: Folder of TOML rows on each machine, instead of its KHAOSAN_REGISTRY.
        worker_home: Folder of the home on each machine, instead of its KHAOSAN_HOME.
    """
    from pipelines.errors import SettingsError

    if not os.environ.get("PREFECT_API_URL"):
        raise SettingsError("flows deploy needs a Prefect server", cure="set PREFECT_API_URL to its /api")
    from flows.output import emit_lines

    _flows(common)
    from flows.deploying import deployed

    given = {"HOME": worker_home, "REGISTRY": registry}
    environment = {f"{PREFIX}{name}": str(path) for name, path in given.items() if path}
    names = deployed(pool, environment, machines=machines)
    emit_lines(
        [{"deployment": name, "pool": pool} for name in names],
        json=common.json,
        text=lambda one: f"{one['deployment']} on {one['pool']}",
    )
    return 0


def _flows(common: Common) -> tuple[Any, ...]:
    """The flows, imported after Prefect was told to be quiet."""
    from flows.quiet import quiet

    quiet(os.environ, common.settings.folder)
    from flows.scheduled import FLOWS

    return FLOWS


def _parameters(common: Common, registry: Path | None) -> dict[str, Any]:
    """What a flow must be told that its own environment may not say."""
    settings = common.with_registry(registry)
    return {"home": str(settings.folder), "registry": settings.registry}
