"""Spans of days: what lies inside, in either era, linked or held whole."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SettingsError
from pipelines.records import DateValue, Draft, Listing, Precision
from pipelines.span import day_of_text, span_of, span_of_text

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


def post(number: int, published: str | None, precision: Precision = "day") -> Draft:
    value = (
        DateValue(value=published, precision=precision, era="CE", method="rest:date_gmt", raw=published)
        if published
        else None
    )
    url = f"https://nan.example/{number}"
    return Draft(url=url, canonical_url=url, item=str(number), headline="ข่าว", body="เนื้อข่าว", published=value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017-01-31", date(2017, 1, 31)),
        ("2560-01-31", date(2017, 1, 31)),
        ("๒๕๖๐-๐๑-๓๑", date(2017, 1, 31)),
        ("31 มกราคม 2560", date(2017, 1, 31)),
        ("๓๑ ม.ค. ๒๕๖๐", date(2017, 1, 31)),
        ("31/01/2560", date(2017, 1, 31)),
    ],
)
def test_a_day_is_read_in_either_era(text: str, day: date) -> None:
    assert day_of_text(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2560-13-01", "2560-02-30", "๒๕๖๐-๐๑-๐๑x", "ม.ค. 2560", "2560", "เมื่อวาน", "15 ธันวาคมนี้"],
)
def test_what_is_no_day_is_told_with_a_cure(text: str) -> None:
    with pytest.raises(SettingsError, match="write it as"):
        day_of_text(text)


def test_posts_held_whole_are_filtered_as_links_are() -> None:
    posts = (post(1, "2026-11-24"), post(2, "2026-11-20"), post(3, "2026-11-10"), post(4, None))
    span = span_of("2569-11-15", "2026-11-22", None, now=NOW)
    assert [one.item for one in span.drafts(Listing(drafts=posts))] == ["2", "4"]
    month = Listing(drafts=(post(5, "2026-11", "month"),))
    assert span.drafts(month) == month.drafts, "a month may lie inside"


def test_the_later_beginning_holds() -> None:
    assert span_of("2026-11-01", None, "2026-11-20", now=NOW).since == date(2026, 11, 20)


@given(st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.none() | st.dates(date(1990, 1, 1)))
def test_a_span_comes_back_from_its_text(since: date | None, until: date | None) -> None:
    if until and until.year >= 2400:
        until = None
    span = span_of(str(since) if since else None, str(until) if until else None, None, now=NOW)
    assert span_of_text(str(span), now=NOW) == span
