"""The flows under the real Prefect, embedded and with a server: killed, served, and run by a worker."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.demo.world import World, serve
from flows.quiet import DEFAULTS, quiet
from flows.serving import PLANS
from tests.flows.killing import contents, run_killed

PATIENCE = 600
"""Seconds: Prefect takes 20 s to start on a quiet machine, minutes on a busy one."""
ONE, OTHER = "sample-lamphun-pr", "sample-krabi-pao"
PASSWORD = "s3cret-of-the-cluster"
AWAY = 'id = "away"\nname = "ตัวอย่าง"\noffice = "tao"\nfamily = "generic"\nstart = ["http://127.0.0.1:9/"]\n'
SCHEDULED = {
    "daily": [("30 5 * * *", "Asia/Bangkok")],
    "prune": [("30 3 * * 0", "Asia/Bangkok")],
    "backfill": [], "revisit": [], "reindex": [], "reextract": [],
}  # fmt: skip
"""The six jobs: four of them run when a person calls."""
KILLS = int(os.environ.get("KHAOSAN_FLOW_KILLS", "1"))
SEED = 20_261_125


@dataclass(frozen=True)
class Machine:
    """Environment variables of a machine that collects the sample offices, and Prefect's address."""

    world: World
    environment: Mapping[str, str]
    api: str
    database: Path
    """Of the server as it was when it had made its tables, which takes Prefect 7 s of processor time."""

    def khaosan(self, *words: str, home: Path, server: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command in a process of its own: Prefect reads its settings when it is imported."""
        environment = dict(self.environment)
        if not server:
            environment.pop("PREFECT_API_URL")
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", *words, "--home", str(home)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask Prefect's server; 503 means a locked SQLite, and its own client asks again too."""
        for _ in range(20):
            answer = httpx.post(self.api + path, json=body or {}, timeout=60)
            if answer.status_code != 503:
                break
            time.sleep(1)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with a Prefect server on loopback."""
    folder = tmp_path_factory.mktemp("prefect")
    port = free_port()
    with serve() as world:
        rows = shutil.copytree(world.registry, folder / "rows")
        (rows / "away.toml").write_text(f'province = "TH-51"\n[[source]]\n{AWAY}', encoding="utf-8")
        environment = {
            **os.environ,
            "KHAOSAN_REGISTRY": str(rows),
            "KHAOSAN_ALLOW_ADDRESSES": ",".join([*world.hosts, "127.0.0.1:9"]),
            "KHAOSAN_RETRY_SECONDS": "0.1",
            "KHAOSAN_ALERT_SMTP_PASSWORD": PASSWORD,
            "PREFECT_HOME": str(folder),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        }
        quiet(environment, folder)
        with running(
            environment, "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"
        ):
            made = Machine(world, environment, f"http://127.0.0.1:{port}/api", folder / "empty.db")
            until(lambda: healthy(made.api))
            copied(folder / "prefect.db", made.database)
            yield made


def copied(database: Path, to: Path) -> None:
    """Copy a SQLite database that a process has open."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(environment: Mapping[str, str], *words: str) -> Iterator[None]:
    """A process of this Python for the time of the block, then killed with its group: its work is done."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def healthy(api: str) -> bool:
    """Whether the server answers."""
    try:
        return httpx.get(f"{api}/health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def until(done: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.5)


@pytest.fixture(scope="module")
def whole(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], float]:
    """A home made by the daily flow, undisturbed; its report, and the seconds it took."""
    home = tmp_path_factory.mktemp("whole") / "home"
    began = time.monotonic()
    done = machine.khaosan("flows", "run", "daily", ONE, OTHER, "away", "--json", home=home)
    assert done.returncode == 1, done.stderr[-2000:]  # a planted fault of the first office, and one away
    return home, json.loads(done.stdout.splitlines()[-1]), time.monotonic() - began


@pytest.mark.timeout(PATIENCE + 60)
def test_the_daily_flow_on_a_server_does_the_whole_road_and_shows_it(
    machine: Machine, whole: tuple[Path, dict[str, Any], float]
) -> None:
    _, report, _ = whole
    wanted = sum(machine.world.expected.by_source[one] for one in (ONE, OTHER))
    assert (report["articles"], report["indexed"]) == ({"added": wanted}, wanted)
    assert {issue["source"] for issue in report["issues"]} == {ONE, "away"}
    run = newest(machine, "daily")
    assert run["state_type"] == "COMPLETED"
    tasks = {task.pop("name"): task for task in tasks_of(machine, run)}
    assert {name.rpartition("-")[0] or name for name in tasks} == {
        "crawl", "crawl away again", "refine", "hold", "index", "alert", "check", "report",
    }  # fmt: skip
    artifacts = machine.ask("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    assert {one["key"]: one["type"] for one in artifacts} == {
        "report": "markdown",
        "issues": "table",
        "issues-file": "markdown",
    }
    assert PASSWORD not in json.dumps([run, tasks, artifacts])


def test_an_office_that_is_away_is_tried_again_as_a_task_of_its_own(
    machine: Machine, whole: tuple[Path, dict[str, Any], float]
) -> None:
    _, report, _ = whole
    assert [issue["stage"] for issue in report["issues"] if issue["source"] == "away"] == ["crawl"]
    again = next(
        one for one in tasks_of(machine, newest(machine, "daily")) if one["name"] == "crawl away again"
    )
    assert (again["run_count"], again["state_type"]) == (2, "FAILED")


def tasks_of(machine: Machine, run: Any) -> list[Any]:
    """The tasks of a flow run."""
    return list(machine.ask("/task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}}))


def newest(machine: Machine, flow: str) -> Any:
    """The newest run of a flow."""
    body = {"flows": {"name": {"any_": [flow]}}, "sort": "START_TIME_DESC", "limit": 1}
    return machine.ask("/flow_runs/filter", body)[0]


@pytest.mark.timeout(PATIENCE + 60)
def test_a_flow_killed_at_random_moments_ends_with_the_home_of_an_undisturbed_one(
    machine: Machine, whole: tuple[Path, dict[str, Any], float], tmp_path: Path
) -> None:
    """Once here; ``KHAOSAN_FLOW_KILLS=20`` is for long nights."""
    home, _, took = whole
    done = run_killed(
        ["flows", "run", "daily", ONE, OTHER],
        home=tmp_path,
        environment=machine.environment,
        kills=KILLS,
        seconds=took,
        chance=random.Random(SEED),
    )
    assert done == KILLS
    found, wanted = contents(tmp_path), contents(home)
    assert found.captures >= wanted.captures
    assert (found.articles, found.indexed) == (wanted.articles, wanted.indexed)


@pytest.mark.timeout(PATIENCE + 60)
def test_served_flows_are_scheduled_in_bangkok_and_run_when_due(machine: Machine, home: Path) -> None:
    environment = {**machine.environment, "KHAOSAN_HOME": str(home)}
    with running(environment, "tests.flows.served"):
        until(lambda: len(deployments(machine)) == 6)
        daily, prune = deployments(machine)["daily"], deployments(machine)["prune"]
        schedule = daily["schedules"][0]["schedule"]
        assert (schedule["cron"], schedule["timezone"]) == ("30 5 * * *", "Asia/Bangkok")
        assert PASSWORD not in json.dumps(daily)
        assert scheduled(deployments(machine)) == SCHEDULED
        until(lambda: states(machine, daily["id"]) == [] and states(machine, prune["id"]) == ["COMPLETED"])


def states(machine: Machine, deployment: str) -> list[str]:
    """How all runs of a deployment stand."""
    body = {"deployments": {"id": {"any_": [deployment]}}}
    return [one["state_type"] for one in machine.ask("/flow_runs/filter", body)]


def test_each_plan_is_what_prefect_shows() -> None:
    shown = {name: plans[0][0] for name, plans in SCHEDULED.items() if plans}
    assert shown == {
        name: f"{plan.at.minute} {plan.at.hour} * * {'*' if plan.weekday is None else (plan.weekday + 1) % 7}"
        for name, plan in PLANS.items()
    }


@pytest.mark.timeout(PATIENCE + 60)
def test_a_worker_of_a_pool_runs_what_was_deployed(machine: Machine, home: Path) -> None:
    done = machine.khaosan("flows", "deploy", "--pool", "offices", "--machines", "2", "--json", home=home)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {json.loads(line)["pool"] for line in done.stdout.splitlines()} == {"offices"}
    made = deployments(machine, pool="offices")
    assert scheduled(made) == SCHEDULED | {"daily-2": SCHEDULED["daily"]}
    assert str(home) not in json.dumps(made), "each machine has a home of its own"
    ordered = machine.ask(f"/deployments/{made['prune']['id']}/create_flow_run")
    words = ("prefect", "worker", "start", "--pool", "offices", "--type", "process")
    theirs = home.parent / "of-the-worker"
    with running({**machine.environment, "KHAOSAN_HOME": str(theirs)}, *words):
        until(lambda: state(machine, ordered["id"]) == "COMPLETED")
    assert (theirs / "store.sqlite").exists()


def deployments(machine: Machine, pool: str | None = None) -> dict[str, Any]:
    """The deployments of a pool, or of a process that serves them, by name."""
    every = machine.ask("/deployments/filter")
    return {one["name"]: one for one in every if one["work_pool_name"] == pool}


def scheduled(made: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """When each is due: cron line and time zone."""
    plans = {name: [one["schedule"] for one in each["schedules"]] for name, each in made.items()}
    return {name: [(plan["cron"], plan["timezone"]) for plan in some] for name, some in plans.items()}


def state(machine: Machine, run: str) -> str:
    """The state of a flow run."""
    (answer,) = machine.ask("/flow_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
    assert answer["state_type"] not in ("FAILED", "CRASHED"), answer["state"]
    return str(answer["state_type"])


@pytest.mark.timeout(PATIENCE + 60)
def test_every_other_flow_runs_under_an_embedded_prefect_and_shows_what_it_did(
    machine: Machine, whole: tuple[Path, dict[str, Any], float], tmp_path: Path
) -> None:
    """One process, so that Prefect starts once for all of them."""
    home = shutil.copytree(whole[0], tmp_path / "home", ignore=shutil.ignore_patterns("prefect"))
    environment = dict(machine.environment)
    del environment["PREFECT_API_URL"]
    (tmp_path / "prefect").mkdir()
    shutil.copy(machine.database, tmp_path / "prefect" / "prefect.db")
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.embedded", str(home), OTHER],
        env=environment | {"PREFECT_HOME": str(tmp_path / "prefect")},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    reports, artifacts = told["reports"], told["artifacts"]
    wanted = machine.world.expected.by_source[OTHER]
    assert list(reports) == ["backfill", "revisit", "reindex", "reextract", "prune"]
    assert {name: one["job"] for name, one in reports.items() if name != "prune"} == {
        name: name for name in reports if name != "prune"
    }
    assert reports["backfill"]["requests"] > 0
    assert "added" not in reports["backfill"]["articles"]
    assert reports["revisit"]["requests"] >= wanted
    assert reports["reindex"]["indexed"] == whole[1]["indexed"]
    assert set(reports["reextract"]["articles"]) == {"unchanged"}
    assert reports["reextract"]["articles"]["unchanged"] >= wanted
    assert reports["prune"]["messages"] > 0
    shown = {name: sorted(key for key, _ in some) for name, some in artifacts.items()}
    assert shown == {name: ["issues", "issues-file", "report"] for name in reports if name != "prune"} | {
        "prune": []
    }
    for name, some in artifacts.items():
        texts = dict(some)
        assert name == "prune" or "# Khaosan: report of" in texts["report"]
    assert contents(home).articles == contents(whole[0]).articles


def test_deploying_without_a_server_says_what_to_set(machine: Machine, home: Path) -> None:
    done = machine.khaosan("flows", "deploy", home=home, server=False)
    assert done.returncode == 2
    assert "PREFECT_API_URL" in done.stderr


def test_both_channels_home_are_closed_unless_a_person_opens_them(home: Path) -> None:
    environment = {"DO_NOT_TRACK": "0"}
    quiet(environment, home)
    assert environment["DO_NOT_TRACK"] == "0"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert DEFAULTS["DO_NOT_TRACK"] == "1"
