"""Prefect, told before it is imported to phone nobody, to forget old runs, and to wait for its own server.

It has two channels home (server heartbeat, SDK analytics) and a version check; the default wait of 20 s for
the embedded server is too close to the 9-22 s that it takes on a new database (sources §4); a busy machine
takes minutes. Its server keeps runs and their logs for ever unless its vacuum is on (then 90 days).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def quiet(environment: MutableMapping[str, str], home: Path) -> None:
    """Set what is not set; Prefect's own database lives in our home unless told otherwise.

    Its folder is made here: Prefect's embedded server ends at once, again and again, where it is missing.
    """
    for name, value in DEFAULTS.items():
        environment.setdefault(name, value)
    own = Path(environment.setdefault("PREFECT_HOME", str(home / "prefect")))
    own.mkdir(parents=True, exist_ok=True)
