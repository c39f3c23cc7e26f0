"""The frontier: what is due, when it is due again, and when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from crawlers import frontier, outcomes, waiting
from crawlers.visit import ATTEMPTS, Found, Visit
from pipelines.records import Hint
from pipelines.store.database import open_store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
DAY = timedelta(days=1)


@pytest.fixture
def connection(home: Path) -> Iterator[Connection]:
    store = open_store(home)
    with store.write() as opened:
        yield opened
    store.close()


def article(number: int, depth: int = 0) -> Found:
    url = f"https://nan.example/news/{number}"
    return Found(
        url=url, fetch_url=url + "?utm=1", role="article", depth=depth, hint=Hint(title=f"ข่าว {number}")
    )


def list_page(number: int, depth: int = 0) -> Found:
    url = f"https://nan.example/list/{number}"
    return Found(url=url, fetch_url=url, role="listing", depth=depth, door="html")


def due(connection: Connection, now: datetime, door: str | None = "html") -> list[Visit]:
    return waiting.due(connection, "nan", now=now, limit=100, door=door)


def visit(connection: Connection, now: datetime) -> Visit:
    (one,) = due(connection, now)
    return one


def test_adding_again_changes_nothing(connection: Connection) -> None:
    assert len(frontier.add(connection, "nan", [article(1), article(2), article(1)], now=NOW)) == 2
    outcomes.done(connection, due(connection, NOW)[0], status=200, now=NOW, etag='"a"')
    assert frontier.add(connection, "nan", [article(1), article(2)], now=NOW + DAY) == set()
    assert [one.visits for one in due(connection, NOW)] == [0]


def test_a_list_of_2000_links_is_taken_whole(connection: Connection) -> None:
    assert len(frontier.add(connection, "nan", [article(n) for n in range(2000)], now=NOW)) == 2000
    assert waiting.count(connection, ["nan"], now=NOW) == 2000


def test_list_pages_come_before_what_they_name_and_before_older_list_pages(connection: Connection) -> None:
    frontier.add(
        connection, "nan", [article(2, depth=1), list_page(2, depth=1), article(1), list_page(1)], now=NOW
    )
    assert [one.url.removeprefix("https://nan.example") for one in due(connection, NOW)] == [
        "/list/1", "/news/1", "/list/2", "/news/2",
    ]  # fmt: skip


def test_list_pages_of_another_door_wait(connection: Connection) -> None:
    frontier.add(connection, "nan", [list_page(1), article(1)], now=NOW)
    assert [one.role for one in due(connection, NOW, door="feed")] == ["article"]


def test_what_is_fetched_is_what_was_linked_and_the_hint_stays(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(7)], now=NOW)
    one = visit(connection, NOW)
    assert (one.fetch_url, one.hint.title) == ("https://nan.example/news/7?utm=1", "ข่าว 7")
    assert waiting.find(connection, "nan", one.fetch_url) == one == waiting.find(connection, "nan", one.url)


def test_an_article_is_looked_at_again_after_a_day_and_after_seven_more(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1)], now=NOW)
    moments, now = [], NOW
    for _ in range(3):
        outcomes.done(connection, visit(connection, now), status=200, now=now, etag='"a"', sha256="d")
        moments.append(now)
        now = next((now + DAY * n for n in range(1, 30) if due(connection, now + DAY * n)), now)
    assert [(moment - NOW).days for moment in moments] == [0, 1, 8]
    assert due(connection, NOW + 400 * DAY) == []


def test_not_modified_keeps_the_facts_for_the_next_question(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1)], now=NOW)
    outcomes.done(
        connection, visit(connection, NOW), status=200, now=NOW, etag='"a"', last_modified="Mon", sha256="d"
    )
    outcomes.done(connection, visit(connection, NOW + DAY), status=304, now=NOW + DAY)
    one = visit(connection, NOW + 8 * DAY)
    assert (one.etag, one.last_modified, one.sha256) == ('"a"', "Mon", "d")


def test_a_page_is_gone_after_two_misses_a_day_apart(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1)], now=NOW)
    outcomes.done(connection, visit(connection, NOW), status=200, now=NOW)
    assert not outcomes.missing(connection, visit(connection, NOW + DAY), status=404, now=NOW + DAY)
    assert due(connection, NOW + DAY) == []
    assert outcomes.missing(connection, visit(connection, NOW + 2 * DAY), status=410, now=NOW + 2 * DAY)
    assert due(connection, NOW + 99 * DAY) == []


def test_a_page_that_comes_back_has_no_misses(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1)], now=NOW)
    outcomes.done(connection, visit(connection, NOW), status=200, now=NOW)
    outcomes.missing(connection, visit(connection, NOW + DAY), status=404, now=NOW + DAY)
    outcomes.done(connection, visit(connection, NOW + 2 * DAY), status=200, now=NOW + 2 * DAY)
    assert not outcomes.missing(connection, visit(connection, NOW + 9 * DAY), status=404, now=NOW + 9 * DAY)


def test_failures_are_tried_further_and_further_apart_then_given_up(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1)], now=NOW)
    now, hours = NOW, []
    for _ in range(ATTEMPTS - 1):
        outcomes.failed(connection, visit(connection, now), note="timeout", now=now)
        assert due(connection, now) == []
        step = next(h for h in range(1, 100) if due(connection, now + timedelta(hours=h)))
        hours.append(step)
        now += timedelta(hours=step)
    outcomes.failed(connection, visit(connection, now), note="timeout", now=now)
    assert hours == [1, 2, 4, 8, 16]
    assert due(connection, now + 400 * DAY) == []


def test_what_was_given_up_is_tried_once_a_week_while_lists_name_it(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1), article(2)], now=NOW)
    for one in due(connection, NOW):
        outcomes.failed(connection, replace(one, attempts=ATTEMPTS - 1), note="it answers 500", now=NOW)
    for days in (8, 16):
        now = NOW + days * DAY
        frontier.revive(connection, "nan", [article(1)], now=now - 2 * DAY)
        assert due(connection, now - 2 * DAY) == []
        frontier.revive(connection, "nan", [article(1)], now=now)
        outcomes.failed(connection, visit(connection, now), note="it answers 500", now=now)
        assert due(connection, now + DAY) == []


def test_list_pages_become_due_each_run_but_once_a_run(connection: Connection) -> None:
    frontier.again(connection, "nan", [list_page(1)], run=NOW, now=NOW)
    outcomes.done(connection, visit(connection, NOW), status=200, now=NOW + timedelta(minutes=1))
    frontier.again(connection, "nan", [list_page(1)], run=NOW, now=NOW + timedelta(minutes=2))
    assert due(connection, NOW + timedelta(minutes=2)) == []
    frontier.again(connection, "nan", [list_page(1)], run=NOW + DAY, now=NOW + DAY)
    assert visit(connection, NOW + DAY).visits == 1


def test_what_a_list_held_whole_is_looked_at_again_as_if_it_had_been_visited(connection: Connection) -> None:
    assert len(frontier.seen(connection, "nan", [article(1)], now=NOW)) == 1
    assert frontier.seen(connection, "nan", [article(1)], now=NOW + DAY) == set()
    assert due(connection, NOW + DAY / 2) == []
    outcomes.done(connection, visit(connection, NOW + DAY), status=200, now=NOW + DAY, sha256="d")
    assert due(connection, NOW + 7 * DAY) == []
    outcomes.done(connection, visit(connection, NOW + 8 * DAY), status=200, now=NOW + 8 * DAY)
    assert due(connection, NOW + 99 * DAY) == []


def test_attachments_come_after_every_page_and_again_on_two_days(connection: Connection) -> None:
    file = Found(url="https://nan.example/a.pdf", fetch_url="https://nan.example/a.pdf", role="attachment")
    frontier.add(connection, "nan", [file, article(1), list_page(9, depth=99)], now=NOW)
    assert [one.role for one in due(connection, NOW)] == ["article", "listing", "attachment"]
    without = waiting.due(connection, "nan", now=NOW, limit=9, files=False)
    assert [one.role for one in without] == ["article"]
    for now in (NOW, NOW + DAY, NOW + 8 * DAY):
        outcomes.done(connection, due(connection, now)[-1], status=200, now=now, sha256="d")
        assert [one.role for one in due(connection, now)] == ["article", "listing"]
    assert [one.role for one in due(connection, NOW + 99 * DAY)] == ["article", "listing"]


def test_terms_are_looked_at_each_week(connection: Connection) -> None:
    terms = Found(url="https://nan.example/terms", fetch_url="https://nan.example/terms", role="policy")
    frontier.add(connection, "nan", [terms], now=NOW)
    for week in range(3):
        now = NOW + 7 * week * DAY
        outcomes.done(connection, visit(connection, now), status=200, now=now, sha256="d")
        assert due(connection, now + 6 * DAY) == []


def test_what_is_refused_stays_refused_until_its_rules_change(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1)], now=NOW)
    outcomes.refused(connection, visit(connection, NOW), note="robots_disallowed", now=NOW)
    assert due(connection, NOW + 99 * DAY) == []
    frontier.reopen(connection, "https://nan.example:8443", now=NOW)
    assert due(connection, NOW) == []
    frontier.reopen(connection, "https://nan.example", now=NOW)
    assert len(due(connection, NOW)) == 1


def test_sources_do_not_meet(connection: Connection) -> None:
    frontier.add(connection, "nan", [article(1)], now=NOW)
    assert frontier.add(connection, "phrae", [article(1)], now=NOW) == {"https://nan.example/news/1"}
    outcomes.done(connection, visit(connection, NOW), status=200, now=NOW)
    assert len(waiting.due(connection, "phrae", now=NOW, limit=9)) == 1
