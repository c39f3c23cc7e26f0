"""No run ends unheard: one that breaks off is told of, and only a look at the whole ends a cause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from flows import report as reports
from flows.cli import call
from flows.finish import finish, heard
from flows.report import Issue, RunReport
from flows.settings import Settings
from flows.workspace import Workspace
from pipelines.moment import BANGKOK
from pipelines.store.database import open_store

NOW = datetime(2026, 11, 26, 5, 30, tzinfo=BANGKOK)


@pytest.fixture
def space(home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A home whose alerts go to a file."""
    settings = Settings(home=str(home), alert_file=str(tmp_path / "told.jsonl"), alert_language="en")
    opened = Workspace(settings=settings, store=open_store(settings.folder))
    yield opened
    opened.store.close()


def told(space: Workspace) -> list[tuple[str, str]]:
    """Kind and cause of each message."""
    lines = Path(str(space.settings.alert_file)).read_text(encoding="utf-8").splitlines()
    return [(one["kind"], one["cause"]) for one in map(json.loads, lines)]


def begun(space: Workspace, job: str = "daily") -> RunReport:
    """Begin a run."""
    return reports.begin(space.store, job=job, now=NOW)


def break_off(space: Workspace) -> RunReport:
    """Begin a run that an error ends."""
    report = begun(space)
    with pytest.raises(OSError, match="no room"), heard(space, report, pause=lambda _: None):
        raise OSError("no room on the moon")
    return report


def test_a_run_that_breaks_off_is_reported_told_and_over_with_the_next_one(space: Workspace) -> None:
    report = break_off(space)
    assert told(space) == [("new", "check:run_failed")]
    assert "no room on the moon" in (space.settings.folder / "runs" / report.run / "report.en.md").read_text()
    after = begun(space)
    assert after.interrupted == "", "it ended, so it was not killed"
    after.checked = True
    finish(space, after)
    assert told(space)[1:] == [("resolved", "check:run_failed")]


def test_where_nothing_can_be_kept_people_are_told_all_the_same(space: Workspace) -> None:
    report = begun(space)
    with space.store.write() as connection:
        connection.exec_driver_sql("DROP TABLE runs")
    with pytest.raises(OSError, match="gone"), heard(space, report, pause=lambda _: None):
        raise OSError("gone")
    assert told(space) == [("new", "check:run_failed")]


def test_a_job_that_does_not_look_at_the_whole_ends_no_cause(space: Workspace) -> None:
    wrong = Issue(stage="check", code="no_items", source="office-1", message="nothing came")
    first = begun(space)
    first.issues, first.checked = [wrong], True
    finish(space, first)
    finish(space, begun(space, job="reindex"))
    second = begun(space)
    second.issues, second.checked = [wrong], True
    finish(space, second)
    assert told(space) == [("new", "office-1:no_items")]


def test_a_mistyped_office_is_no_killed_run(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run", "nowhere", "--home", str(home)]) == 2
    assert "no such office" in capsys.readouterr().err
    store = open_store(home)
    with store.read() as connection:
        assert reports.killed(connection, None) == ""
    store.close()
