"""The flows with their schedules, as deployments of this machine or of a work pool.

Import this module only after :func:`flows.quiet.quiet`. No deployment has a concurrency limit: a run whose
process was killed stays "Running" in Prefect for ever and would keep its slot; the crawl's own locks see that
two runs never crawl one office at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from httpx import HTTPError
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from flows.output import say
from flows.scheduled import FLOWS, SCHEDULES
from pipelines.errors import ServiceAway

NO_SCHEDULER = (
    "this Prefect server cannot schedule, as none can beside SQLAlchemy 2.1: give it an environment of its "
    "own with sqlalchemy<2.1 and deploy again; until then let cron start khaosan run"
)
HERE = Path(__file__).resolve().parent


def deployments(parameters: dict[str, Any]) -> list[RunnerDeployment]:
    """The flows for a process that serves them."""
    made: list[RunnerDeployment] = []
    for one in FLOWS:
        deployment: Any = one.to_deployment(
            name=one.name,
            schedule=SCHEDULES.get(one.name),
            parameters=_known(one, parameters),
        )
        made.append(deployment)
    return made


def deployed(pool: str, environment: Mapping[str, str], *, machines: int = 1) -> list[str]:
    """Register all flows with the server for a process pool; return their names.

    Workers import this package as it is installed on their machine; no code is uploaded. No flow is given a
    home: machines differ, and each worker's own environment names its own.

    Args:
        pool: Its name; made where there is none.
        environment: Variables of every run, as job variables of the deployment; they win over the worker's.
        machines: How many daily runs begin at once, to share the offices.
    """
    try:
        asyncio.run(_make_pool(pool))
    except HTTPError as error:
        cure = "start it, or correct PREFECT_API_URL and PREFECT_API_AUTH_STRING"
        raise ServiceAway("Prefect's server", str(error), cure=cure) from error
    made: list[str] = []
    for one in FLOWS:
        remote: Any = one.from_source(
            source=str(HERE.parent), entrypoint=f"{HERE.name}/scheduled.py:{one.name}"
        )
        # Not Flow.deploy: it asks for the pool's workers too, which servers with FastAPI 0.139 to 0.154
        # answer with 422.
        for name in _names(one.name, machines):
            identity = remote.to_deployment(
                name=name,
                work_pool_name=pool,
                schedule=SCHEDULES.get(one.name),
                job_variables={"env": dict(environment)} if environment else {},
            ).apply()
            made.append(f"{one.name}/{name}")
            if name == "daily" and not _is_scheduled(str(identity)):
                say(NO_SCHEDULER)
    return made


def _is_scheduled(identity: str) -> bool:
    """Let the server order the next runs of a deployment, and say whether it can."""
    # One that cannot answers 503, which the client would ask for a minute and more.
    with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}), get_client(sync_client=True) as own:
        client: Any = own  # its type knows each path by itself
        try:
            client.request("POST", f"/deployments/{identity}/schedule", json={}).raise_for_status()
        except HTTPError:
            return False
    return True


def _names(flow: str, machines: int) -> list[str]:
    return [flow, *(f"{flow}-{n}" for n in range(2, machines + 1) if flow == "daily")]


async def _make_pool(name: str) -> None:
    async with get_client() as client:
        try:
            await client.create_work_pool(WorkPoolCreate(name=name, type="process"))
        except ObjectAlreadyExists:
            return


def _known(one: Flow[..., Any], parameters: dict[str, Any]) -> dict[str, Any]:
    names = one.parameters.properties
    return {name: value for name, value in parameters.items() if name in names and value is not None}
