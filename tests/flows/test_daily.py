"""The daily flow under the real Prefect, embedded: the same work as ``khaosan run``, and nobody is phoned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo.world import World, serve
from flows.quiet import DEFAULTS, quiet

PATIENCE = 600
"""Seconds: Prefect's embedded server takes 20 s to start on a quiet machine, minutes on a busy one."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample offices, served."""
    with serve() as served:
        yield served


def khaosan(*words: str, home: Path, world: World) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own: Prefect reads its settings when it is imported."""
    environment = {
        **os.environ,
        "KHAOSAN_REGISTRY": str(world.registry),
        "KHAOSAN_ALLOW_ADDRESSES": ",".join(world.hosts),
    }
    command = [sys.executable, "-m", "flows.cli", *words, "--home", str(home)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@pytest.mark.timeout(PATIENCE + 60)
def test_the_daily_flow_does_the_whole_road(home: Path, world: World) -> None:
    done = khaosan(
        "flows", "run", "daily", "sample-lamphun-pr", "sample-krabi-pao", "--json", home=home, world=world
    )
    assert done.returncode == 1, done.stderr[-2000:]  # a planted fault of the first office
    report = json.loads(done.stdout.splitlines()[-1])
    wanted = sum(world.expected.by_source[one] for one in ("sample-lamphun-pr", "sample-krabi-pao"))
    assert report["articles"] == {"added": wanted}
    assert report["indexed"] == wanted
    assert {issue["source"] for issue in report["issues"]} == {"sample-lamphun-pr"}
    assert (home / "prefect").is_dir()


def test_the_schedule_is_early_morning_in_bangkok(home: Path) -> None:
    code = (
        "import os; from pathlib import Path; from flows.quiet import quiet; "
        f"quiet(os.environ, Path({str(home)!r})); "
        "from flows.daily import SCHEDULE; print(SCHEDULE.cron, SCHEDULE.timezone)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["30", "5", "*", "*", "*", "Asia/Bangkok"]


def test_both_channels_home_are_closed_unless_a_person_opens_them(home: Path) -> None:
    environment = {"DO_NOT_TRACK": "0"}
    quiet(environment, home)
    assert environment["DO_NOT_TRACK"] == "0"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert DEFAULTS["DO_NOT_TRACK"] == "1"
