"""Finding dates in running text; the weekdays that real releases state are the judge."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import dates
from pipelines.moment import BANGKOK
from pipelines.text import fold
from tests.floors import load
from tests.pipelines.labels import rows

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=BANGKOK)
FLOORS = Path(__file__).with_name("floors_dates.json")

# Apart from the grammar on purpose, and broader: a weekday, a few letters or signs, a number of two digits.
WEEKDAY = "(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)"
STATED = re.compile(f"{WEEKDAY}[ก-๎() .,/-]{{0,6}}[0-9]{{1,2}}(?![0-9:.])")


def found(text: str) -> list[str]:
    return [one.date.value for one in dates.find(text, now=NOW)]


def test_stated_weekdays_of_real_releases_agree(shared: Path) -> None:
    """Every day stated with its weekday is read and agrees, with or without a year, or a person read why.

    ``weekdays_contradicted.tsv`` holds each that does not, where it stands, whose error it is and which part
    is wrong, judged by the day the release appeared and by what it tells of: ``text`` contradicts itself,
    says no month or misspells; ``none`` is no date (a ward, a second Friday, a lunar day); ``ours`` is ours.
    """
    floors = load(FLOORS)["weekdays"]
    listed = {(row["id"], row["begin"]): row for row in rows("weekdays_contradicted.tsv")}
    hits, agreed, others = 0, 0, []
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = row["title"] + "\n" + row["text"]
            if not re.search(WEEKDAY, text):
                continue
            folded = fold.search_map(text)
            starts = [*folded.starts, len(text)]
            seen = dates.find(text, now=NOW, near=date.fromisoformat(row["published"]))
            for match in STATED.finditer(folded.text):
                begin, end = starts[match.start()], starts[match.end()]
                one = next((found for found in seen if found.span[0] < end and found.span[1] > begin), None)
                hits += 1
                if one is not None and one.agrees:
                    agreed += 1
                else:
                    others.append((row["id"], str(begin), one.first.isoformat() if one else ""))
    whose = Counter(listed[key[:2]]["whose"] for key in others if key[:2] in listed)
    stated = hits - whose["none"]
    print(f"stated {stated}: agree {agreed} ({agreed / stated:.1%}), {dict(whose)}")
    assert [key for key in others if listed.get(key[:2], {"read": "-"})["read"] != key[2]] == []
    assert len(others) == len(listed)
    assert stated >= floors["stated"]
    assert agreed >= floors["agreed"]
    assert whose["ours"] <= floors["ours_max"]
    assert agreed / (stated - whose["text"]) >= floors["read"]


@pytest.mark.parametrize(
    ("text", "near", "wanted"),
    [
        ("ในวันเสาร์ที่ 8 มกราคมนี้ จัดงานวันเด็ก", "2022-01-07", ["2022-01-08"]),
        ("วันศุกร์ที่ 31 ธันวาคม เวลา 16.00 น.", "2022-01-04", ["2021-12-31T16:00"]),
        ("ระหว่างวันจันทร์ที่ 4 - วันพุธที่ 6 สิงหาคม", "2025-08-07", ["2025-08-04/2025-08-06"]),
        ("วันพุธที่ 5 กรกฎาคม 566", "2023-07-21", ["2023-07-05"]),
        ("เมื่อวันที่ 29 ธ.ค. ที่ผ่านมา", "2021-01-05", ["2020-12-29"]),
        ("ภายในวันที่ 5 มกราคมนี้", "2020-12-20", ["2021-01-05"]),
        ("ภายในวันที่ 5 มกราคม ศกนี้", "2020-12-20", ["2020-01-05"]),
        ("ในวันที่ 5 มกราคม ศกหน้า และวันที่ 3 มีนาคม ของปีที่แล้ว", "2020-12-20", ["2021-01-05", "2019-03-03"]),
        ("วันที่ 5 มกราคม ของทุกปี", "2021-01-01", []),
        ("วันอังคารที่ 8 มกราคม", "2022-01-07", []),
        ("ในวันเสาร์ที่ 8 มกราคมนี้", None, []),
    ],
)
def test_a_weekday_beside_the_day_of_publishing_tells_the_year(
    text: str, near: str | None, wanted: list[str]
) -> None:
    told = date.fromisoformat(near) if near else None
    assert [one.date.value for one in dates.find(text, now=NOW, near=told)] == wanted


def test_january_to_march_closed_the_year_before_1941() -> None:
    """26 February 2427 was a Thursday in 1885; without its weekday a date is read as any other."""
    assert found("เมื่อวันพฤหัสบดีที่ 26 กุมภาพันธ์ พุทธศักราช 2427") == ["1885-02-26"]
    assert found("เมื่อวันที่ 26 กุมภาพันธ์ พุทธศักราช 2427") == ["1884-02-26"]
    assert found("วันพฤหัสบดีที่ 23 วันศุกร์ที่ 24 และวันจันทร์ที่ 27 พฤษภาคม 2567") == ["2024-05-23/2024-05-27"]
    assert found("ครั้งที่ 1 วันพุธที่ 27 ตุลาคม 2564") == ["2021-10-27"]


def test_a_line_may_end_between_day_and_month_after_a_weekday_only() -> None:
    assert found("เริ่มวันศุกร์ที่ 5\nพฤษภาคม 2566 เป็นต้นไป") == ["2023-05-05"]
    assert found("ตามข้อ 5\nพฤษภาคม 2566 มีฝนตก") == ["2023-05"]


def test_of_two_weekdays_the_second_is_that_of_the_last_day() -> None:
    (one,) = dates.find("ในวันเสาร์ - อาทิตย์ที่ 10 - 11 เมษายน 2564", now=NOW)
    assert (one.date.value, one.weekday, one.agrees) == ("2021-04-10/2021-04-11", 6, True)


def test_spans_point_at_what_was_read() -> None:
    text = "เมื่อวันศุกร์ที่ ๕\u00a0สิงหาคม ๒๕๕๙ เวลา ๐๙.๐๐ น. และ 15–17 ก.พ. 61 ที่ห้องประชุม"  # own text
    seen = dates.find(text, now=NOW)
    assert [text[slice(*one.span)] for one in seen] == ["๕\u00a0สิงหาคม ๒๕๕๙ เวลา ๐๙.๐๐ น.", "15–17 ก.พ. 61"]
    assert [one.date.raw for one in seen] == [text[slice(*one.span)] for one in seen]
    assert [(one.weekday, one.agrees) for one in seen] == [(4, True), (None, None)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("วันนี้ (24 เม.ย. 60) เวลา 09.30 น. ผู้ว่าฯ เปิดงาน", ["2017-04-24T09:30"]),
        ("เมื่อเวลา 09.30 น. วันที่ 12 มีนาคม 2564 ณ ศาลากลาง", ["2021-03-12T09:30"]),
        ("ตั้งแต่วันที่ 1 ม.ค. -26 มิ.ย. 2565 รวม 2,027 ราย", ["2022-01-01/2022-06-26"]),
        ("ประชุมวันที่ 5 สิงหาคม 2559 และวันที่ 20 สิงหาคม 2559", ["2016-08-05", "2016-08-20"]),
        ("วันที่ 29 ธ.ค. 15 คน วันที่ 30 ธ.ค. 13:30", []),
        ("ตามพระราชบัญญัติ พ.ศ. 2550 มาตรา 53/1 โทร. 0-5351-1192", ["2007"]),
        ("ปี 2564-2573 และวิสัยทัศน์ถึงปี 2593", ["2021-01-01/2030-12-31"]),
        ("วันนี้และพรุ่งนี้ไม่มีวันที่", []),
        ("ถึงวันที่ 31 ก.พ. 2564 และ 31 เม.ย. - 2 พ.ค. 2564", ["2021-05-02"]),
        ("ครั้งที่ 3, 15 เมษายน 2550 และครั้งที่ 4, 1 พฤษภาคม 2550", ["2007-04-15", "2007-05-01"]),
        ("วันที่ 5, 6 และ 7 เมษายน 2550", ["2007-04-05/2007-04-07"]),
        ("สัปดาห์ที่ 3 เดือนพฤศจิกายน 2568 และงวดที่ 1 มกราคม 2569", ["2025-11", "2026-01"]),
        ("ระยะที่ 1 เดือนมีนาคม 2567 - มีนาคม 2568", ["2024-03-01/2025-03-31"]),
        ("ฉบับที่ 5/8/2559 ลงวันที่ 5/8/2559", ["2016-08-05"]),
        ("ในวันที่ 19-20 พฤศจิกายน และ 11 ธันวาคม 2563", ["2020-11-19/2020-11-20", "2020-12-11"]),
        ("วันที่ 22 ธันวาคม, 22 มกราคม และวันที่ 22 กุมภาพันธ์ 2567", ["2023-12-22", "2024-01-22", "2024-02-22"]),
        ("วันที่ 29 กุมภาพันธ์ และวันที่ 3 มีนาคม 2566", ["2023-03-03"]),
        ("เมื่อวันที่ 26 มกราคม ค.ศ. 1788", ["1788-01-26"]),
        ("28 ก.พ. 64 เวลา 09.30 น. 2 มี.ค. 64", ["2021-02-28T09:30", "2021-03-02"]),
        ("May 5, 2020 maybe 2016 since 2017", ["2020-05-05"]),
        ("ไตรมาสที่ 3/65 (ก.ค.-ก.ย.65)", ["2022-07-01/2022-09-30", "2022-07-01/2022-09-30"]),
    ],
)
def test_running_text(text: str, wanted: list[str]) -> None:
    assert found(text) == wanted


def test_a_prior_decides_what_both_eras_could_mean() -> None:
    text = "5/8/33"
    assert dates.find(text, now=NOW) == ()
    assert [one.date.value for one in dates.find(text, now=NOW, era_prior="BE")] == ["1990-08-05"]


@given(st.text(alphabet="0123456789๑๒ -–/.:,()\nวันที่ถึงและธ.คมพศมกราคมเมษายนBE", max_size=80))
@settings(max_examples=500)
def test_spans_are_in_order_and_apart(text: str) -> None:
    end = 0
    for one in dates.find(text, now=NOW):
        assert end <= one.span[0] < one.span[1] <= len(text)
        assert text[slice(*one.span)] == one.date.raw
        assert one.first <= one.last
        end = one.span[1]


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1,",
        "1 และ ",
        "1-",
        "1/",
        "ม.ค. - ",
        "วันที่ ",
        "วันจันทร์ที่ 1 ",
        "พ.ศ. ",
        "ปีงบประมาณ ",
        "1 ม.ค. ",
        "12:",
    ],
)
def test_no_text_takes_more_than_its_share(unit: str) -> None:
    """A third of a megabyte of it ends; a quadratic pattern would run into the time limit of the test."""
    assert isinstance(dates.find(unit * (300_000 // len(unit)), now=NOW), tuple)
