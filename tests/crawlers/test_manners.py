"""Hours, budgets, lasting faults, pauses and shapes of traps: what is decided without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from crawlers import memory, registry
from crawlers.allowance import Allowance
from crawlers.budget import MB, budget_of
from crawlers.fetcher import MOST_ASKED_SECONDS, retry_after
from crawlers.hours import hours_of
from crawlers.memory import Spending
from crawlers.traps import trap
from pipelines.errors import SettingsError, SourceError
from pipelines.records import Source
from pipelines.store.database import open_store
from tests.crawlers.crawling import registry as rows
from tests.crawlers.crawling import row

BANGKOK = ZoneInfo("Asia/Bangkok")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=BANGKOK)
DAY = timedelta(days=1)


@pytest.fixture
def connection(home: Path) -> Iterator[Connection]:
    store = open_store(home)
    with store.write() as opened:
        yield opened
    store.close()


def source(**budget: float) -> Source:
    return Source(id="nan", name="น่าน", province="TH-55", office="province", family="generic", budget=budget)


@pytest.mark.parametrize(
    ("text", "hour", "inside"),
    [
        ("20:00-06:00", "20:00", True), ("20:00-06:00", "05:59", True), ("20:00-06:00", "06:00", False),
        ("20:00-06:00", "19:59", False), ("09:00-17:30", "17:29", True), ("09:00-17:30", "17:30", False),
    ],
)  # fmt: skip
def test_hours_run_over_midnight_in_bangkok(text: str, hour: str, inside: bool) -> None:
    hours = hours_of(text)
    assert hours is not None
    moment = datetime.fromisoformat(f"2026-11-25T{hour}:00+07:00")
    assert hours.hold(moment) is hours.hold(moment.astimezone(UTC)) is inside


@pytest.mark.parametrize("text", ["", "8-5", "20:00", "24:00-06:00", "20:00-20:00", "20:00-06:60"])
def test_what_are_no_hours_is_told(text: str) -> None:
    with pytest.raises(SettingsError, match="write it as"):
        hours_of(text)
    assert hours_of(None) is None


def allowance(budget: Source, limit: int | None = None, **spent: int) -> Allowance:
    moments = iter(NOW + timedelta(seconds=30 * n) for n in range(1000))
    return Allowance(
        budget=budget_of(budget),
        hours=None,
        spent=Spending(**spent),
        clock=lambda: next(moments),
        limit=limit,
    )


def test_a_day_s_budget_counts_earlier_runs_and_its_own() -> None:
    mine = allowance(source(pages=10), pages=7)
    assert mine.room(64) == 3
    mine.ask(3)
    assert mine.room(64) == 0
    assert mine.used_up().startswith("10 pages")
    assert (mine.unstored().pages, mine.unstored().pages) == (3, 0)


def test_bytes_and_minutes_end_a_day_too() -> None:
    mine = allowance(source(megabytes=1, minutes=2))
    assert mine.used_up() == ""
    mine.come(MB, file=False)
    assert mine.used_up().startswith("1 MB")
    slow = allowance(source(minutes=2))
    assert [bool(slow.used_up()) for _ in range(6)] == [False] * 4 + [True] * 2


def test_parts_of_seconds_add_up() -> None:
    moments = iter(NOW + timedelta(seconds=1.9 * n) for n in range(11))
    mine = Allowance(budget=budget_of(source()), hours=None, spent=Spending(), clock=lambda: next(moments))
    for _ in range(11):
        mine.used_up()
    assert mine.spent.seconds == 19


def test_a_clock_that_is_set_back_takes_no_time() -> None:
    moments = iter([NOW + timedelta(hours=1), NOW, NOW + timedelta(seconds=5)])
    mine = Allowance(budget=budget_of(source()), hours=None, spent=Spending(), clock=lambda: next(moments))
    for _ in range(3):
        mine.used_up()
    assert mine.spent.seconds == 5


def test_files_have_a_budget_of_their_own() -> None:
    mine = allowance(source(files=3, files_megabytes=1))
    assert mine.room_for_files(64) == 3
    mine.ask(2, files=2)
    assert (mine.room_for_files(64), mine.files_used_up) == (1, False)
    mine.come(MB, file=True)
    assert mine.files_used_up
    assert mine.room(64) > 0


def test_a_run_s_limit_holds_beside_the_budget() -> None:
    mine = allowance(source(pages=10), limit=4)
    mine.ask(mine.room(3))
    assert (mine.room(64), mine.used_up()) == (1, "")


def test_a_file_may_not_be_larger_than_a_record() -> None:
    assert budget_of(source(file_megabytes=5000)).file_bytes == 48 * MB


def test_spending_adds_up_by_the_day_in_bangkok(connection: Connection) -> None:
    late = datetime(2026, 11, 25, 16, 59, tzinfo=UTC)  # 23:59 in Bangkok
    memory.spend(connection, "nan", Spending(pages=2, bytes=10), now=late)
    memory.spend(connection, "nan", Spending(pages=1, file_bytes=5), now=late)
    assert memory.spent(connection, "nan", now=late) == Spending(pages=3, bytes=10, file_bytes=5)
    assert memory.spent(connection, "nan", now=late + timedelta(minutes=1)) == Spending()
    assert memory.spent(connection, "phrae", now=late) == Spending()


def test_a_fault_is_believed_on_the_third_day_and_forgotten_when_it_is_over(connection: Connection) -> None:
    for hour in range(6):
        assert not memory.believed(connection, "nan", "dns", now=NOW + timedelta(hours=hour))
    assert not memory.believed(connection, "nan", "dns", now=NOW + DAY)
    assert not memory.believed(connection, "nan", "off_site", now=NOW + 2 * DAY)
    assert memory.believed(connection, "nan", "dns", now=NOW + 5 * DAY)
    memory.recovered(connection, "nan")
    assert not memory.believed(connection, "nan", "dns", now=NOW + 6 * DAY)


def test_a_pause_ends_by_itself_and_within_a_week(connection: Connection) -> None:
    memory.pause(connection, "nan", 3600, "it answered 503", now=NOW)
    assert memory.paused(connection, "nan", now=NOW + timedelta(minutes=59)).startswith(
        "it answered 503 until"
    )
    assert memory.paused(connection, "nan", now=NOW + timedelta(minutes=60)) == ""
    memory.pause(connection, "nan", 1e9, "it answered 503", now=NOW)
    assert memory.paused(connection, "nan", now=NOW + 7 * DAY) == ""


def test_a_backfill_is_begun_once_and_another_day_begins_it_anew(connection: Connection) -> None:
    memory.begin(connection, "nan", date(2017, 1, 1), now=NOW)
    memory.begin(connection, "nan", date(2017, 1, 1), now=NOW + DAY)
    found = memory.backfill_of(connection, "nan")
    assert found is not None
    assert (found.since, found.begun_at) == ("2017-01-01", NOW)
    memory.begin(connection, "nan", date(2010, 1, 1), now=NOW + DAY)
    found = memory.backfill_of(connection, "nan")
    assert found is not None
    assert (found.since, found.begun_at) == ("2010-01-01", NOW + DAY)
    memory.finish(connection, "nan", now=NOW + DAY)
    assert memory.backfill_of(connection, "nan") is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0), (b" 0 ", 0.0), (b"", None), (b"soon", None), (b"-5", None), (None, None),
        (format_datetime((NOW + timedelta(minutes=5)).astimezone(UTC), usegmt=True).encode(), 300.0),
        (b"Wed, 25 Nov 2020 00:00:00 GMT", 0.0), (b"9" * 400, MOST_ASKED_SECONDS),
        ((NOW + timedelta(minutes=5)).astimezone(UTC).strftime("%a %b %d %H:%M:%S %Y").encode(), 300.0),
        (b"Sun, 06 Nov 99999999999 08:49:37 GMT", None), (b"Sun, 06 Nov 2027 08:49:37 +99999999999999", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_forms(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, now=NOW) == seconds


def test_no_retry_after_is_too_long_to_be_remembered(connection: Connection) -> None:
    asked = retry_after(b"9" * 20, now=NOW)
    assert asked is not None
    memory.pause(connection, "nan", asked, "it answered 429", now=NOW)
    assert memory.paused(connection, "nan", now=NOW)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("https://x.go.th/" + "a/" * 3 + "?" + "x" * 3000, "characters"),
        ("https://x.go.th/news/1/news/1/news/1/news/1", "repeats"),
        ("https://x.go.th/" + "/".join(map(str, range(30))), "folders"),
        ("https://x.go.th/?" + "&".join(f"p{n}=1" for n in range(40)), "parameters"),
        ("https://[broken/", "cannot be read"),
    ],
)
def test_endless_addresses_are_told_by_their_shape(url: str, what: str) -> None:
    assert what in trap(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://lamphun.prd.go.th/th/content/category/detail/id/9/iid/85774",
        "https://x.go.th/" + "%E0%B8%82" * 60,
        "https://x.go.th/2567/2567/news/2567-12-01",
        "https://x.go.th/index/?detail=cac7LpasC&page=picture0128",
    ],
)
def test_real_addresses_are_none(url: str) -> None:
    assert trap(url) == ""


@given(st.text(max_size=200))
def test_any_address_has_an_answer(text: str) -> None:
    assert isinstance(trap(f"https://x.go.th/{text}"), str)


def test_a_row_says_when_and_how_much_and_its_slips_are_named(tmp_path: Path) -> None:
    good = row("nan", "https://nan.example/", 'hours = "20:00-06:00"', "budget = { pages = 10, files = 0 }")
    (found,) = registry.load(rows(tmp_path / "good", good))
    assert (found.hours, found.budget) == ("20:00-06:00", {"pages": 10.0, "files": 0.0})
    slips = ['hours = "8-5"', "budget = { page = 10, files = -1, minutes = true }"]
    with pytest.raises(SourceError) as raised:
        registry.load(rows(tmp_path / "bad", row("nan", "https://nan.example/", *slips)))
    assert [fault.partition("nan: ")[2].partition(" ")[0] for fault in raised.value.faults] == [
        "hours:", "budget:", "budget:", "budget:",
    ]  # fmt: skip
