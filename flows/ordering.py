"""Orders a run when it falls due and nobody else has: the daily work hangs on no scheduler but the clock.

Prefect's scheduler orders runs days ahead, where it works. It fails on every deployment with SQLAlchemy 2.1
(seen with Prefect 3.8.8: "Can't evaluate bulk DML statement"), and says so only in its own log; a schedule
that is served again after a stop begins with the next moment, so what fell due meanwhile is lost.

Import this module only when Prefect's address is set.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import PrefectException

from flows.logs import event
from flows.serving import PLANS, due
from pipelines.moment import clock

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())
LOOK_SECONDS = 20.0
"""Between two looks at the clock."""


@contextmanager
def ordering(
    made: Sequence[RunnerDeployment], *, at_once: Collection[str] = (), now: Callable[[], datetime] = clock
) -> Iterator[None]:
    """Order runs of the planned deployments while the block serves them; ``at_once``: one of each now."""
    applied: dict[str, Any] = {one.name: one for one in made if one.name in PLANS}
    ids = {name: str(one.apply()) for name, one in applied.items()}
    for name in at_once:
        order(ids[name])
    over = threading.Event()
    handled = {name: due(PLANS[name], now()) for name in ids}
    thread = threading.Thread(target=_go_on, args=(ids, handled, over, now), name="ordering", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()


def _go_on(
    ids: Mapping[str, str],
    handled: dict[str, datetime],
    over: threading.Event,
    now: Callable[[], datetime],
) -> None:
    while not over.wait(LOOK_SECONDS):
        for name in ids:
            look(ids[name], name, handled, now())


def look(identity: str, name: str, handled: dict[str, datetime], now: datetime) -> None:
    """Order a run where a moment has come since the last look; a server that is away is asked again."""
    moment = due(PLANS[name], now)
    if moment <= handled[name]:
        return
    try:
        if is_on(identity) and not is_ordered(identity, moment):
            order(identity)
            event(log, logging.INFO, f"{name} fell due at {moment:%H:%M}: ordered", flow=name)
    except (HTTPError, PrefectException) as error:
        event(log, logging.WARNING, f"{name} fell due and could not be ordered yet: {error}", flow=name)
        return
    handled[name] = moment


def is_on(identity: str) -> bool:
    """Say whether nobody has paused a deployment or its schedule in Prefect's pages."""
    found = _ask("GET", f"/deployments/{identity}")
    return not found["paused"] and any(one["active"] for one in found["schedules"])


def is_ordered(identity: str, moment: datetime) -> bool:
    """Say whether somebody, as Prefect's scheduler, has ordered a run for that moment or later, up to now."""
    moments = {"after_": moment.isoformat(), "before_": clock().isoformat()}
    wanted = {"deployment_id": {"any_": [identity]}, "expected_start_time": moments}
    return bool(_ask("POST", "/flow_runs/filter", {"flow_runs": wanted}))


def order(identity: str) -> None:
    """Order a run of a deployment for now."""
    _ask("POST", f"/deployments/{identity}/create_flow_run", {})


def _ask(method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
    # Not the client's own methods: they send nulls; servers with FastAPI 0.139 to 0.154 answer 422 to them.
    with get_client(sync_client=True) as own:
        client: Any = own  # its type knows each path by itself
        return client.request(method, path, json=body).raise_for_status().json()
