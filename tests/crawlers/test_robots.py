"""robots.txt on bytes as offices write them; the texts are our own."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import policy
from crawlers.robots import ALLOW_ALL, MAX_BYTES, rules_of, text_of
from crawlers.terms import ledger
from pipelines.records import Source
from pipelines.store.database import open_store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
THAI = "User-agent: *\nDisallow: /ข่าว/\nCrawl-delay: 7\n"


@pytest.mark.parametrize(
    "body",
    [
        THAI.encode(),
        b"\xef\xbb\xbf" + THAI.encode(),
        THAI.encode("cp874"),
        THAI.replace("\n", "\r\n").encode("cp874"),
        THAI.encode("utf-16"),
        "\ufeff".encode("utf-16-be") + THAI.encode("utf-16-be"),
        "# หมายเหตุ\n".encode("cp874") + THAI.encode(),
        b"\xef\xbb\xbf# caf\xe9 \xff\r" + THAI.replace("\n", "\r").encode(),
        THAI.encode() + b"#" * MAX_BYTES + "ก".encode(),
        THAI.encode() + b"# " + "ก".encode() * MAX_BYTES,
        THAI.replace("\n", "\r").encode() + b"#" * MAX_BYTES,
    ],
    ids=[
        "utf-8", "byte order mark", "windows-874", "windows-874 with CRLF", "utf-16", "utf-16, the other way",
        "a comment in windows-874", "a damaged comment", "cut in a long line", "cut within a letter",
        "cut where lines end with CR alone",
    ],
)  # fmt: skip
def test_thai_rules_hold_in_every_charset(body: bytes) -> None:
    rules = rules_of(text_of(body))
    assert not rules.allows("https://x.go.th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/1")
    assert rules.allows("https://x.go.th/other")
    assert rules.delay == 7


def test_letters_that_two_charsets_read_are_those_of_the_file() -> None:
    # ย and ก in windows-874 are one letter of UTF-8; with other Thai beside them the file is no UTF-8.
    rules = rules_of(text_of("User-agent: *\nDisallow: /ยก/\n# ข่าว\n".encode("cp874")))
    assert not rules.allows("https://x.go.th/ยก/1")


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_half_a_rule_is_none(end: bytes) -> None:
    body = (b"User-agent: *" + end).ljust(MAX_BYTES - 12, end) + b"Disallow: /a" + b"rchive" + end
    rules = rules_of(text_of(body))
    assert rules.allows("https://x.go.th/a")


def test_one_line_larger_than_the_limit_is_read_to_it() -> None:
    assert text_of(b"# " * MAX_BYTES) == "# " * (MAX_BYTES // 2)


def test_a_page_is_no_policy() -> None:
    text = text_of("<!DOCTYPE html><title>หน้าแรก</title>\nUser-agent: *\nDisallow: /\n".encode())
    assert rules_of(text).allows("https://x.go.th/")


def test_our_own_name_is_obeyed_before_the_star() -> None:
    rules = rules_of("User-agent: *\nAllow: /\n\nUser-agent: Khaosan\nDisallow: /private\n")
    assert not rules.allows("https://x.go.th/private/1")
    assert rules.allows("https://x.go.th/public")


def test_our_name_with_a_version_is_our_name() -> None:
    rules = rules_of("User-agent: Khaosan/0.1 # seen in the log\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert not rules.allows("https://x.go.th/1")
    assert rules_of("User-agent: khaosan-images/1\nDisallow: /\n").allows("https://x.go.th/1")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("5", 5.0), ("0", 0.0), ("-3", 0.0), ("86400000", 300.0), ("soon", 0.0), ("0.5", 0.5), ("inf", 0.0),
        ("10s", 10.0), ("2.5 seconds\r", 2.5), ("3 sec # slowly", 3.0), ("4 sheep", 0.0),
    ],
)  # fmt: skip
def test_crawl_delay_is_kept_within_reason(asked: str, kept: float) -> None:
    assert rules_of(f"User-agent: *\nCrawl-delay: {asked}\n").delay == kept


@given(st.binary(max_size=3000))
def test_any_bytes_make_rules(body: bytes) -> None:
    assert rules_of(text_of(body)).allows("https://x.go.th/") in (True, False)


def test_a_huge_file_is_read_to_its_limit() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"#" * MAX_BYTES + b"\nDisallow: /b\n"
    rules = rules_of(text_of(body))
    assert not rules.allows("https://x.go.th/a")
    assert rules.allows("https://x.go.th/b")


def test_the_ledger_keeps_each_change_once(home: Path) -> None:
    store = open_store(home)
    with store.write() as connection:
        for day, text in enumerate(
            ["", "", "User-agent: *\nDisallow: /\n", "User-agent: *\nDisallow: /\n", ""]
        ):
            policy.enter(connection, "https://x.go.th", 200, text, now=NOW + timedelta(days=day))
        ledger = connection.exec_driver_sql("SELECT fetched_at, body FROM robots ORDER BY fetched_at").all()
        newest = policy.last_good(connection, "https://x.go.th")
        other = policy.last_good(connection, "https://y.go.th")
    store.close()
    assert [(row[0][:10], bool(row[1])) for row in ledger] == [
        ("2026-11-25", False), ("2026-11-27", True), ("2026-11-29", False),
    ]  # fmt: skip
    assert newest is not None
    assert newest.body == ""
    assert other is None
    assert ALLOW_ALL.allows("https://x.go.th/")


def test_the_ledger_shows_the_rules_of_where_an_office_s_redirect_leads(home: Path) -> None:
    office = Source(
        id="nan", name="", province="TH-55", office="municipality", family="generic",
        start=("http://เทศบาล.ไทย/",),
    )  # fmt: skip
    store = open_store(home)
    with store.write() as connection:
        for origin in ("https://www.xn--o3cg7ak5c9d.xn--o3cw4h", "https://x.go.th"):
            policy.enter(connection, origin, 200, "User-agent: *", now=NOW)
        entries = ledger(connection, office)
    store.close()
    assert [one.url for one in entries] == ["https://www.xn--o3cg7ak5c9d.xn--o3cw4h/robots.txt"]
