"""Finding dates in running text; the weekdays that real releases state are the judge."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import dates
from pipelines.dates.relative import BANGKOK
from pipelines.text import fold
from tests.floors import load
from tests.pipelines.labels import rows

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=BANGKOK)
FLOORS = Path(__file__).with_name("floors_dates.json")

# Apart from the grammar on purpose: what a reader would call a date, in full, with its weekday.
WEEKDAY = "(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)"
MONTH = (
    "(?:(?:ม\\.?ค|ก\\.?พ|มี\\.?ค|เม\\.?ย|พ\\.?ค|มิ\\.?ย|ก\\.?ค|ส\\.?ค|ก\\.?ย|ต\\.?ค|พ\\.?ย|ธ\\.?ค)\\.?"
    "|[ก-๎]{2,8}(?:คม|ยน|นธ์))"
)
STATED = re.compile(f"{WEEKDAY} ?(?:ที่)? ?[0-9]{{1,2}}[ \n]?{MONTH} ?(?:พ\\.?ศ\\.?)? ?[0-9]{{2,4}}(?![0-9])")


def found(text: str) -> list[str]:
    return [one.date.value for one in dates.find(text, now=NOW)]


def test_stated_weekdays_of_real_releases_agree(shared: Path) -> None:
    """Every date with a weekday is read; where the two contradict each other, the text itself does.

    Each was read by a person: ``weekdays_contradicted.tsv`` holds where it stands and which part of it
    is wrong, judged by the day the release appeared and by what it tells of.
    """
    floors = load(FLOORS)["weekdays"]
    stated, agreed, contradicted = 0, 0, set()
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = row["title"] + "\n" + row["text"]
            if not re.search(WEEKDAY, text):
                continue
            folded = fold.search_map(text)
            starts = [*folded.starts, len(text)]
            seen = dates.find(text, now=NOW)
            for match in STATED.finditer(folded.text):
                begin, end = starts[match.start()], starts[match.end()]
                one = next((date for date in seen if date.span[0] < end and date.span[1] > begin), None)
                stated += 1
                agreed += one is not None and one.agrees is True
                if one is None or not one.agrees:
                    contradicted.add((row["id"], str(begin), one.first.isoformat() if one else ""))
    excused = {(row["id"], row["begin"], row["read"]) for row in rows("weekdays_contradicted.tsv")}
    print(f"stated {stated}, agree {agreed}, contradict themselves {len(contradicted & excused)}")
    assert contradicted - excused == set()
    assert stated >= floors["stated"]
    assert agreed >= floors["agreed"]
    assert (agreed + len(contradicted & excused)) / stated >= floors["read"]


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
        ("ครั้งที่ 31 ก.พ. 2564 และ 31 เม.ย. - 2 พ.ค. 2564", ["2021-05-02"]),
        ("ครั้งที่ 3, 15 เมษายน 2550 และครั้งที่ 4, 1 พฤษภาคม 2550", ["2007-04-15", "2007-05-01"]),
        ("วันที่ 5, 6 และ 7 เมษายน 2550", ["2007-04-05/2007-04-07"]),
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
@settings(max_examples=500, deadline=None)
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
