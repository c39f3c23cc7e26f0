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
    ],
    ids=["utf-8", "byte order mark", "windows-874", "windows-874 with CRLF"],
)
def test_thai_rules_hold_in_every_charset(body: bytes) -> None:
    rules = rules_of(text_of(body))
    assert not rules.allows("https://x.go.th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/1")
    assert rules.allows("https://x.go.th/other")
    assert rules.delay == 7


def test_a_page_is_no_policy() -> None:
    text = text_of("<!DOCTYPE html><title>หน้าแรก</title>\nUser-agent: *\nDisallow: /\n".encode())
    assert rules_of(text).allows("https://x.go.th/")


def test_our_own_name_is_obeyed_before_the_star() -> None:
    rules = rules_of("User-agent: *\nAllow: /\n\nUser-agent: Khaosan\nDisallow: /private\n")
    assert not rules.allows("https://x.go.th/private/1")
    assert rules.allows("https://x.go.th/public")


@pytest.mark.parametrize(
    ("asked", "kept"), [("5", 5.0), ("0", 0.0), ("-3", 0.0), ("86400000", 300.0), ("soon", 0.0)]
)
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
