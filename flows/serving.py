"""What falls due when on one machine, and a Prefect server of its own where none is named.

The temporary server that Prefect begins by itself has no part that schedules or cleans up (Prefect 3.8).
Import nothing of Prefect before :func:`server` has set its address.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from crawlers.child import stop
from flows.output import say
from flows.workspace import Workspace
from pipelines.errors import ServiceAway
from pipelines.moment import BANGKOK


@dataclass(frozen=True, slots=True)
class Plan:
    """A moment of each day, or of one weekday (Sunday is 6), in Asia/Bangkok."""

    at: time
    weekday: int | None = None

    @property
    def cron(self) -> str:
        """The same as cron writes it, to whom Sunday is 0."""
        day = "*" if self.weekday is None else (self.weekday + 1) % 7
        return f"{self.at.minute} {self.at.hour} * * {day}"


PLANS = {"daily": Plan(time(5, 30)), "prune": Plan(time(3, 30), weekday=6)}
"""By flow. Daily at half past five in the morning: offices post in working hours, readers come at eight."""
PORT = 4200
"""Prefect's own; another one where it is taken."""
LOOK_SECONDS = 0.5
STOP_SECONDS = 20


def missed(space: Workspace, now: datetime) -> bool:
    """Say whether the newest daily run that was due has not ended, where there was ever one."""
    from flows.report import last_daily

    with space.store.read() as connection:
        last = last_daily(connection)
    return last is not None and last[0] < due(PLANS["daily"], now)


def due(plan: Plan, now: datetime) -> datetime:
    """The newest moment at which something was due."""
    here = now.astimezone(BANGKOK)
    today = datetime.combine(here.date(), plan.at, BANGKOK)
    days = [today - timedelta(days=back) for back in range(8)]
    return next(one for one in days if one <= here and plan.weekday in (None, one.weekday()))


@contextmanager
def server(environment: MutableMapping[str, str]) -> Iterator[None]:
    """See that a Prefect server answers: the one that is named, else one on loopback until the block ends.

    Raises:
        ServiceAway: our own did not start, or ended before the block; what serves then is ended too, so that
            whoever restarts services sees it.
    """
    if environment.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    own = {**environment, "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false"}  # flows.ordering does it
    child = subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, process_group=0)
    over, fallen = threading.Event(), threading.Event()
    try:
        _wait(child, f"http://127.0.0.1:{port}/api/health", _patience(environment))
        environment["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        say(f"Prefect, with its pages: http://127.0.0.1:{port}")
        threading.Thread(target=_watch, args=(child, over, fallen), daemon=True).start()
        yield
    finally:
        over.set()
        stop(child, STOP_SECONDS)
        if fallen.is_set():
            raise _away(child)


def _patience(environment: MutableMapping[str, str]) -> float:
    return float(environment["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"])


def _wait(child: subprocess.Popen[bytes], health: str, seconds: float) -> None:
    opener, deadline = build_opener(ProxyHandler({})), monotonic() + seconds
    while True:
        try:
            with opener.open(health, timeout=5):
                return
        except (URLError, OSError):
            if child.poll() is not None or monotonic() > deadline:
                raise _away(child) from None
        sleep(LOOK_SECONDS)


def _watch(child: subprocess.Popen[bytes], over: threading.Event, fallen: threading.Event) -> None:
    """End what serves when its server has ended: without it, it would wait for ever and say nothing."""
    child.wait()
    if not over.is_set():
        fallen.set()
        os.kill(os.getpid(), signal.SIGTERM)


def _away(child: subprocess.Popen[bytes]) -> ServiceAway:
    code = child.poll()
    what = "it did not answer in time" if code is None else f"it ended with code {code}"
    cure = "look at what it said above; or run one of your own and name it by PREFECT_API_URL"
    return ServiceAway("Prefect's server", what, cure=cure)


def _free_port() -> int:
    for port in (PORT, 0):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a restart finds it as it was
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(one.getsockname()[1])
    raise ServiceAway("this machine", "no port is free on 127.0.0.1", cure="end what holds them")
