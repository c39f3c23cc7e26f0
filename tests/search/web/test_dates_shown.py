"""Dates in both eras, never more precise than stated."""

from __future__ import annotations

import pytest

from search.web.dates import date_text, day, moment, shown
from search.web.words import Words

TH, EN = Words("th"), Words("en")


@pytest.mark.parametrize(
    ("value", "thai", "english"),
    [
        ("2020", "2563 (2020)", "2020 (BE 2563)"),
        ("2020-12", "ธ.ค. 2563 (2020-12)", "Dec 2020 (BE 2563)"),
        ("2020-12-29", "29 ธ.ค. 2563 (2020-12-29)", "29 Dec 2020 (BE 2563)"),
        ("2020-12-29T09:05", "29 ธ.ค. 2563 09:05 น. (2020-12-29)", "29 Dec 2020 09:05 (BE 2563)"),
        (
            "2019-10-01/2020-09-30",
            "1 ต.ค. 2562 ถึง 30 ก.ย. 2563 (2019-10-01/2020-09-30)",
            "1 Oct 2019 to 30 Sep 2020 (BE 2562–2563)",
        ),
    ],
)
def test_both_eras(value: str, thai: str, english: str) -> None:
    assert date_text(TH, value) == thai
    assert date_text(EN, value) == english


def test_no_date_is_said() -> None:
    assert shown(TH, None) == "ไม่ระบุวันที่"
    assert shown(EN, None) == "undated"


def test_moments_are_told_in_bangkok() -> None:
    assert moment(EN, "2026-11-24T18:30:00+00:00") == "25 Nov 2026 01:30 (BE 2569)"
    assert day(TH, "2026-11-24T18:30:00+00:00") == "25 พ.ย. 2569 (2026-11-25)"
