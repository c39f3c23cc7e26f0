"""Runs of one store on several machines have names of their own and are told from killed ones."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows import checks
from flows import report as reports
from flows.settings import Settings
from flows.workspace import Workspace, workspace
from pipelines.errors import SettingsError
from pipelines.moment import BANGKOK
from pipelines.records import Source
from pipelines.store import sources
from pipelines.store.database import open_store
from tests.services.postgres import fresh_database

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=BANGKOK)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, home: Path) -> Settings:
    """A home on each database."""
    if request.param == "sqlite":
        return Settings(home=str(home))
    server: str = request.getfixturevalue("postgres")
    return Settings(home=str(home), database_url=fresh_database(server))


def begun(space: Workspace, *, later: timedelta = timedelta()) -> reports.RunReport:
    """Begin a run."""
    return reports.begin(space.store, job="daily", now=NOW + later, locks=space.locks)


def test_runs_that_begin_in_the_same_second_have_names_of_their_own(settings: Settings) -> None:
    with workspace(settings) as north, workspace(settings) as south:
        names = [begun(space).run for space in (north, south, north)]
    assert names == ["20261125T053000", "20261125T053000-2", "20261125T053000-3"]


def test_a_run_that_another_machine_is_about_was_not_killed(settings: Settings) -> None:
    with workspace(settings) as south:
        with workspace(settings) as north:
            begun(north)
            assert begun(south, later=timedelta(minutes=1)).interrupted == ""
        with workspace(settings) as again:  # the first machine went away without an end
            third = begun(again, later=timedelta(minutes=2))
            assert third.interrupted == "2026-11-25T05:30"
            with again.store.read() as connection:
                assert [issue.code for issue in checks.runs(connection, third)] == ["run_killed"]
            with workspace(settings) as last:
                assert begun(last, later=timedelta(minutes=3)).interrupted == "", "it is told once"


def test_a_clock_that_went_back_is_told_until_the_moment_has_passed(settings: Settings) -> None:
    with workspace(settings) as space:
        for days, told in ((2, []), (0, ["clock"]), (1, ["clock"]), (3, [])):
            report = begun(space, later=timedelta(days=days))
            with space.store.read() as connection:
                assert [issue.code for issue in checks.runs(connection, report)] == told
            reports.keep(space.store, space.settings.folder, report, now=NOW + timedelta(days=days))


def test_a_stage_has_one_process_at_a_time(settings: Settings) -> None:
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        with workspace(settings) as south:
            inside.wait()
            with south.alone("refine"):
                order.append("south")

    other = threading.Thread(target=second)
    with workspace(settings) as north, north.alone("refine"):
        other.start()
        inside.set()
        order.append("north")
    other.join()
    assert order == ["north", "south"]


def test_a_full_disk_is_said_to_be_full(home: Path) -> None:
    store = open_store(home)
    rows = [
        Source(id=f"office-{n}", name="หน่วยงานสมมติ" * 99, province="TH-51", office="tao", family="prd")
        for n in range(99)
    ]
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # as many as there are
    with pytest.raises(SettingsError, match=r"full.*free some space"), store.write() as connection:
        sources.sync(connection, rows, now=NOW)
    with store.read() as connection:
        assert not sources.load(connection)
    store.close()
