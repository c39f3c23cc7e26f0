"""Alerts of queries: a story once, not its copies; nothing twice and nothing lost through kills."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import jobs
from flows.alerts import book, queries, sending
from flows.alerts.sinks import Send, sinks_of
from flows.cli import call
from flows.pruning import prune
from flows.report import RunReport
from flows.settings import Settings
from flows.workspace import Workspace
from pipelines.moment import BANGKOK
from pipelines.store import query_alerts, sources
from pipelines.store.database import open_store
from pipelines.store.stories import set_story
from search.indexing import index
from tests.search.web.office_samples import OFFICES, made, put

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=BANGKOK)
FLOOD = "น้ำท่วมถนนสายหลัก เจ้าหน้าที่ตั้งจุดบริการประชาชนตลอดคืน"


@pytest.fixture
def space(home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A home whose alerts go to a file."""
    settings = Settings(home=str(home), alert_file=str(tmp_path / "told.jsonl"))
    opened = Workspace(settings=settings, store=open_store(settings.folder))
    with opened.store.write() as connection:
        sources.sync(connection, OFFICES, now=NOW)
    index(opened.store, opened.engine(), now=NOW)
    yield opened
    opened.store.close()


def watch(space: Workspace, query: str = "q=น้ำท่วม", at: datetime = NOW - timedelta(days=30)) -> None:
    """Make an alert before everything the tests put."""
    with space.store.write() as connection:
        query_alerts.add(connection, "น้ำท่วม", query, ["file"], now=at)


def come(space: Workspace, numbers: range, story: str | None, text: str = FLOOD) -> None:
    """Articles arrive and are indexed; all of one story, or each of its own."""
    some = [
        made(n, n % 6, "2026-11-25", "news", f"{text[:12]} ฉบับที่ {n}", f"{text} ฉบับที่ {n}") for n in numbers
    ]
    put(space.store, some, dict.fromkeys(range(len(some)), story) if story else {})
    index(space.store, space.engine(), now=NOW)


def sent(space: Workspace) -> list[dict[str, Any]]:
    """What the file holds after sending what is due."""
    sending.send(space.store, sinks_of(space.settings), language="th", now=NOW)
    file = Path(str(space.settings.alert_file))
    return (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    )


def test_twelve_copies_of_one_story_make_one_message(space: Workspace) -> None:
    watch(space)
    for hour in range(3):
        come(space, range(4 * hour, 4 * hour + 4), "flood")
        looked, issues = queries.look(space, now=NOW)
        assert issues == []
        assert (looked[0].stories, looked[0].copies) == ((1, 3) if hour == 0 else (0, 4))
    come(space, range(20, 21), None, "ไม่เกี่ยวกับเรื่องที่ถาม เชิญเที่ยวงานวัดประจำปีของตำบล")
    queries.look(space, now=NOW)
    (message,) = sent(space)
    assert message["subject"] == "ข่าวสาร: น้ำท่วม: เรื่องใหม่ 1 เรื่อง"
    assert message["body"].count("/item/") == 1
    assert "Bcc" not in message["subject"]


def test_a_story_that_joins_a_told_one_is_not_told_again(space: Workspace) -> None:
    watch(space)
    come(space, range(1), "a")
    queries.look(space, now=NOW)
    come(space, range(1, 2), "b")
    with space.store.write() as connection:
        for identity in ("lamphun-pr:100", "lamphun-province:101"):
            set_story(connection, identity, "joined", None, now=NOW)
    index(space.store, space.engine(), now=NOW)
    looked, _ = queries.look(space, now=NOW)
    assert (looked[0].stories, looked[0].copies) == (0, 1)


def test_what_was_there_before_is_not_new_though_it_is_read_again(space: Workspace) -> None:
    come(space, range(3), None)
    watch(space, at=NOW)
    come(space, range(3), None, FLOOD + " แก้ไขจำนวนจุดบริการ")
    looked, _ = queries.look(space, now=NOW)
    assert looked[0].stories == 0
    assert sent(space) == []


def test_an_alert_made_during_a_run_tells_what_that_run_has_refined_and_not_indexed(space: Workspace) -> None:
    some = [made(1, 1, "2026-11-25", "news", FLOOD[:12], FLOOD)]
    put(space.store, some, {}, now=NOW + timedelta(minutes=1))  # after the index was told
    with space.store.write() as connection:
        later = NOW + timedelta(hours=1)
        query_alerts.add(connection, "น้ำท่วม", "q=น้ำท่วม", ["file"], now=later, engine="tantivy")
    index(space.store, space.engine(), now=NOW + timedelta(hours=2))
    looked, _ = queries.look(space, now=NOW + timedelta(hours=2))
    assert looked[0].stories == 1


def test_filters_of_the_address_hold(space: Workspace) -> None:
    watch(space, "q=น้ำท่วม&source=krabi-pao")
    come(space, range(6), None)
    looked, _ = queries.look(space, now=NOW)
    assert looked[0].stories == 1


class Killed(BaseException):
    """As a kill: nothing may catch it."""


@pytest.mark.parametrize("point", ["queue", "advance"])
def test_a_run_killed_while_it_tells_loses_and_doubles_nothing(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    watch(space)
    come(space, range(2), None)
    where: Any = book if point == "queue" else query_alerts

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(where, point, die)
        with pytest.raises(Killed):
            queries.look(space, now=NOW)
    space.locks.close()
    again = Workspace(settings=space.settings, store=space.store)
    looked, _ = queries.look(again, now=NOW)
    assert looked[0].stories == 2
    assert queries.look(again, now=NOW)[0][0].stories == 0
    assert len(sent(again)) == 1


def test_a_message_taken_before_the_kill_is_in_the_file_once(space: Workspace) -> None:
    watch(space)
    come(space, range(1), None)
    queries.look(space, now=NOW)
    sink: Send = sinks_of(space.settings)["file"]

    def taken_then_killed(message: Any) -> None:
        sink(message)
        raise Killed

    with pytest.raises(Killed):
        sending.send(space.store, {"file": taken_then_killed}, language="th", now=NOW)
    assert len(sent(space)) == 1


def test_an_alert_that_cannot_be_asked_is_an_issue_and_stops_no_other(space: Workspace) -> None:
    watch(space)
    with space.store.write() as connection:
        query_alerts.add(connection, "ก", "q=collection:none", ["file"], now=NOW - timedelta(days=30))
    come(space, range(1), None)
    looked, issues = queries.look(space, now=NOW)
    assert [one.alert for one in looked] == ["น้ำท่วม"]
    assert [one.code for one in issues] == ["query"]
    assert "khaosan alert remove ก" in issues[0].cure


def test_commands(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(space.settings.folder), "--json"]
    assert call(["alert", "add", "flood", "น้ำท่วม", *home]) == 2  # no sink is set
    monkeypatch.setenv("KHAOSAN_ALERT_FILE", str(space.settings.alert_file))
    assert call(["alert", "add", "flood", '"', *home]) == 2
    capsys.readouterr()
    assert call(["alert", "add", "flood", "/?q=น้ำท่วม&province=81", "--sink", "file", *home]) == 0
    assert json.loads(capsys.readouterr().out)["sinks"] == ["file"]
    assert call(["alert", "add", "flood", "น้ำ", *home]) == 2
    assert call(["alert", "run", *home]) == 0
    capsys.readouterr()
    assert call(["alert", "list", *home]) == 0
    (listed,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (listed["name"], listed["told"]) == ("flood", 0)
    assert call(["alert", "remove", "flood", *home]) == 0
    assert call(["alert", "remove", "flood", *home]) == 2


def test_messages_wait_in_the_outbox_for_the_slowest_alert(space: Workspace) -> None:
    watch(space)
    come(space, range(3), None)
    prune(space, keep_days=30, now=NOW)
    looked, _ = queries.look(space, now=NOW)
    assert looked[0].stories == 3


def test_every_run_asks_the_alerts_after_it_has_indexed(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "clock", lambda: NOW)  # whatever day it is read on
    watch(space)
    some = [made(1, 1, "2026-11-25", "news", "น้ำท่วมถนน", FLOOD)]
    put(space.store, some, {})
    jobs.after_refining(space, RunReport(run="1", started_at=NOW.isoformat()))
    assert len(sent(space)) == 1
