"""Evidence from a store of eight offices, the states that follow, and what the command says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from flows import health
from flows.cli import call
from pipelines.health import keeping
from pipelines.moment import BANGKOK, clock
from pipelines.records import DateValue, Source
from pipelines.store import revisions, sources, visits
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.operating import visits as table
from pipelines.store.visits import OfficeDay, Outcome
from tests.crawlers.crawling import registry, row
from tests.pipelines.test_store import article

TODAY = clock().date()
"""The command looks at the clock; all days are counted back from it."""
NOW = datetime.combine(TODAY, time(6, 0), BANGKOK)
SILENT_DAYS = 40
NAMES = ("well-1", "well-2", "well-3", "well-4", "silent", "down", "unread", "blocked")


def source(identity: str) -> Source:
    """An office of one province and family."""
    return Source(id=identity, name="หน่วยงานสมมติ", province="TH-51", office="municipality", family="prd")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Offices that posted on every weekday for a quarter; four of them met troubles of their own."""
    folder = tmp_path_factory.mktemp("health") / "home"
    store = open_store(folder)
    with store.write() as connection:
        sources.sync(connection, [source(name) for name in NAMES], now=NOW)
        for name in NAMES:
            for back in range(90, -1, -1):
                day = TODAY - timedelta(days=back)
                silent = name == "silent" and back < SILENT_DAYS
                if day.weekday() < 5 and not silent:
                    _post(connection, name, day)
        for back in range(60, -1, -1):
            for name in NAMES:
                _visit(connection, name, TODAY - timedelta(days=back), back)
    store.close()
    return folder


def _post(connection: Connection, name: str, day: date) -> None:
    date_value = DateValue(value=day.isoformat(), precision="day", era="CE", method="rest:date_gmt", raw="")
    one = replace(
        article(id=f"{name}:{day:%Y%m%d}", canonical_url=f"https://example.org/{name}/{day}"),
        source=name,
        published=date_value,
        captured_at=datetime.combine(day, time(20), BANGKOK),
    )
    segmented = Segmented(headline="", body="", analysis="")
    revisions.put(connection, one, segmented, capture_id=None, rule="test", now=NOW)


def _visit(connection: Connection, name: str, day: date, back: int) -> None:
    code = (
        {"down": "timeout", "unread": "nothing_found", "blocked": "blocked"}.get(name) if back < 3 else None
    )
    if name == "blocked" and back < 2:
        return  # once it refused, it is not asked
    outcome: Outcome = "failed" if code else "collected" if day.weekday() < 5 else "nothing_new"
    if name == "silent" and back < SILENT_DAYS:
        outcome = "nothing_new"
    one = OfficeDay(source_id=name, day=day, outcome=outcome, code=code, reason="ตัวอย่าง" if code else None)
    visits.record(connection, one, now=NOW)


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """The store of that home."""
    made = open_store(home)
    yield made
    made.close()


def test_each_trouble_is_told_from_the_others(store: Store) -> None:
    with store.read() as connection:
        found = {one.source_id: one for one in health.look(connection, now=NOW)}
    told = {name: found[name].label for name in NAMES if found[name].urgency != "none"}
    assert told == {"silent": "quiet", "down": "host-down", "unread": "rule-broke", "blocked": "blocked"}
    assert found["down"].since == TODAY - timedelta(days=2)
    assert found["silent"].since <= TODAY - timedelta(days=SILENT_DAYS - 4)


def test_verdicts_are_kept_states_follow_and_alarms_become_issues(store: Store) -> None:
    with store.write() as connection:
        issues = list(health.judge(connection, now=NOW))
    assert {(one.source, one.code) for one in issues} == {
        ("silent", "quiet"),
        ("down", "host_down"),
        ("unread", "rule_broke"),
        ("blocked", "blocked"),
    }
    assert all(one.cure for one in issues)
    with store.read() as connection:
        kept = keeping.load(connection)
        states = {one.source.id: (one.state, one.reason) for one in sources.states(connection)}
    assert kept["unread"].label == "rule-broke"
    assert states["silent"][0] == "quiet"
    assert states["down"][0] == "host-down"
    assert states["unread"][0] == "broken"
    assert states["unread"][1] is not None
    assert "nothing can be read" in states["unread"][1]


def test_an_office_that_answers_again_is_live_again(store: Store) -> None:
    with store.write() as connection:
        list(health.judge(connection, now=NOW))
        back = OfficeDay(source_id="down", day=TODAY, outcome="collected", new_items=1)
        visits.record(connection, back, now=NOW)
        list(health.judge(connection, now=NOW))
        states = {one.source.id: one.state for one in sources.states(connection)}
        connection.rollback()
    assert states["down"] == "live"


def test_a_visit_that_failed_once_is_no_alarm_and_not_passed_over(
    store: Store, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = OfficeDay(source_id="well-1", day=TODAY, outcome="failed", code="timeout", reason="late")
    with store.write() as connection:
        mine = (table.c.source_id == "well-1") & (table.c.day == TODAY.isoformat())
        connection.execute(delete(table).where(mine))
        visits.record(connection, late, now=NOW)
    call(["health", "--home", str(home)])
    assert "4 of 8 offices are well, 1 of them unread at the last visit" in capsys.readouterr().err
    with store.write() as connection:  # the best visit of a day stands
        _visit(connection, "well-1", TODAY, 0)
    call(["health", "--home", str(home)])
    assert "4 of 8 offices are well\n" in capsys.readouterr().err


def test_most_offices_away_on_a_day_are_one_cause_and_change_no_state(store: Store) -> None:
    later = TODAY + timedelta(days=1)
    with store.write() as connection:
        before = {one.source.id: one.state for one in sources.states(connection)}
        for name in NAMES:
            one = OfficeDay(source_id=name, day=later, outcome="failed", code="dns", reason="no address")
            visits.record(connection, one, now=NOW)
        issues = list(health.judge(connection, now=NOW + timedelta(days=1)))
        after = {one.source.id: one.state for one in sources.states(connection)}
        connection.rollback()
    assert not {one.source for one in issues} & {"well-1", "well-2", "well-3", "well-4"}
    assert {name: after[name] for name in NAMES if name.startswith("well")} == {
        name: before[name] for name in NAMES if name.startswith("well")
    }


def test_the_command_names_what_is_lost(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["health", "--json", "--home", str(home)]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["source"] for row in rows} == {"silent", "down", "unread", "blocked"}
    assert all(row["reasons"]["th"] and row["cure"]["en"] and row["evidence"] for row in rows)
    assert all(row["filled"] == {"title": 1, "body": 1, "date": 1} and row["expect"] == {} for row in rows)
    assert call(["health", "well-1", "--home", str(home)]) == 0
    shown = capsys.readouterr()
    assert "rhythm" in shown.out
    assert "title 100%, text 100%, date 100%" in shown.out
    assert call(["health", "--thai", "--home", str(home)]) == 1
    shown = capsys.readouterr()
    assert "หน่วยงานอื่นในจังหวัด" in shown.out
    assert "หัวเรื่อง 100%, เนื้อหา 100%, วันที่ 100%" in shown.out
    assert "4 of 8 offices are well" in shown.err


def test_the_list_of_offices_says_which_fields_are_empty_and_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, expect = tmp_path / "home", "expect = { date = 0.9 }"
    rows = registry(
        tmp_path / "rows", row("one", "http://a.example/", expect), row("two", "http://b.example/")
    )
    made = open_store(home)
    with made.write() as connection:
        sources.sync(connection, [source("one")], now=NOW)
        for number in range(2):
            one = replace(
                article(id=f"one:{number}"), source="one", canonical_url=f"http://a.example/{number}"
            )
            segmented = Segmented(headline="", body="", analysis="")
            revisions.put(connection, one, segmented, capture_id=None, rule="test", now=NOW)
    made.close()
    given = ["source", "list", "--offices", "--registry", str(rows), "--home", str(home)]
    assert call([*given, "--json"]) == 0
    listed = {one["id"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert listed["one"]["filled"] == {"title": 1.0, "body": 1.0, "date": 0.0}
    assert (listed["one"]["expect"], listed["two"]["filled"]) == ({"date": 0.9}, {})
    assert call(given) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("(title 100%, text 100%, date 0% (expected 90%))")
    assert "%" not in second


def test_a_schedule_that_stands_still_is_no_health(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = open_store(tmp_path / "home")
    with made.write() as connection:
        sources.sync(connection, [source("one")], now=NOW)
        day = TODAY - timedelta(days=5)
        visits.record(connection, OfficeDay(source_id="one", day=day, outcome="nothing_new"), now=NOW)
    made.close()
    assert call(["health", "--home", str(tmp_path / "home")]) == 1
    assert "does the schedule run?" in capsys.readouterr().err
