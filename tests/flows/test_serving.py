"""What is due when, what was missed, and a Prefect server that ends: nobody waits for it unheard."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import report as reports
from flows import serving
from flows.serving import PLANS, due
from flows.settings import Settings
from flows.workspace import Workspace, workspace
from pipelines.errors import ServiceAway
from pipelines.moment import BANGKOK

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("hour", "minute", "day"), [(5, 29, 25), (5, 30, 26), (9, 0, 26), (0, 0, 25), (23, 59, 26)]
)
def test_a_daily_run_is_due_at_half_past_five(hour: int, minute: int, day: int) -> None:
    moment = datetime(2026, 11, day, 5, 30, tzinfo=BANGKOK)
    assert due(PLANS["daily"], NOW.replace(hour=hour, minute=minute)) == moment


@given(st.integers(0, 4 * 365 * 24 * 60))
def test_pruning_was_due_on_a_sunday_within_a_week(minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    moment = due(PLANS["prune"], now)
    assert (moment.weekday(), moment.hour, moment.minute) == (6, 3, 30)
    assert timedelta() <= now - moment < timedelta(days=7)


def run(space: Workspace, began: datetime, *, job: str = "daily", ends: bool = True) -> None:
    """A run that began then, and ended or was killed."""
    report = reports.begin(space.store, job=job, now=began)
    if ends:
        reports.keep(space.store, space.settings.folder, report, now=began + timedelta(minutes=5))


def test_a_run_is_missed_that_fell_due_and_has_not_ended(home: Path) -> None:
    with workspace(Settings(home=str(home))) as space:
        assert not serving.missed(space, NOW), "a home that begins waits for its first morning"
        run(space, NOW - timedelta(days=1))
        assert serving.missed(space, NOW)
        run(space, NOW - timedelta(hours=3), ends=False)
        run(space, NOW - timedelta(hours=1), job="index")
        assert serving.missed(space, NOW), "neither a killed run nor a job by hand is the daily one"
        run(space, NOW - timedelta(hours=2))
        assert not serving.missed(space, NOW)
        assert serving.missed(space, NOW + timedelta(days=1))


def test_a_server_of_ones_own_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    environment = {"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "60"}
    with pytest.raises(ServiceAway, match="ended with code 1"), serving.server(environment):
        raise AssertionError("nothing is served without a server")


def test_a_named_server_is_used_as_it_is() -> None:
    environment = {"PREFECT_API_URL": "http://127.0.0.1:1/api"}
    with serving.server(environment):
        assert environment == {"PREFECT_API_URL": "http://127.0.0.1:1/api"}
