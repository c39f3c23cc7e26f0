"""Reading a string that is a date: the shared tables, forms of our own, and what is no date."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import dates
from pipelines.moment import BANGKOK

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=BANGKOK)
MONTHS = [
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
]  # fmt: skip
SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def value(text: str, now: datetime = NOW) -> str:
    """The value read, empty for none."""
    found = dates.read(text, now=now)
    return found.value if found else ""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_the_shared_table(shared: Path) -> None:
    table = rows(shared / "data" / "thai_dates.tsv")
    wrong = [
        (row["text"], row["expected"], value(row["text"], datetime.fromisoformat(row["now"])))
        for row in table
        if value(row["text"], datetime.fromisoformat(row["now"])) != row["expected"]
    ]
    assert wrong == []
    assert len(table) == 60


def test_the_weekday_lines_of_real_releases(shared: Path) -> None:
    table = rows(shared / "pages" / "thai_date_pairs_dev.tsv")
    assert [row["text"] for row in table if value(row["text"]) != row["iso"]] == []
    assert len(table) == 298


# Own strings, by the rules of docs/dates.md.
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("๒๕/๑๒/๖๓", "2020-12-25"),
        ("29ธ.ค.63", "2020-12-29"),
        ("29 ธค 63", "2020-12-29"),
        ("29ธันวาคม2563", "2020-12-29"),
        ("29-Dec-2020", "2020-12-29"),
        ("ธันวาคม 29, 2563", "2020-12-29"),
        ("December 29th, 2020 at 1:30 pm", "2020-12-29T13:30"),
        ("วันที่ ๒๙ เดือน ธันวาคม พ.ศ. ๒๕๖๓", "2020-12-29"),
        ("29 ธันวาคม พุทธศักราช 2563", "2020-12-29"),
        ("29 ธันวาคม 2020 (พ.ศ. 2563)", "2020-12-29"),
        ("ศ. 5 ส.ค. 59", "2016-08-05"),
        ("31 กรกฏาคม 2566", "2023-07-31"),
        ("16 พฤาภาคม 2564", "2021-05-16"),
        ("12/25/2020", "2020-12-25"),
        ("1/2/2564", "2021-02-01"),
        ("29 ก.พ. 63", "2020-02-29"),
        ("18 ตุลาคม 2347", "1804-10-18"),
        ("พ.ศ. 1893", "1350"),
        ("2563", "2020"),
        ("ปี พ.ศ. 2563", "2020"),
        ("ค.ศ. 2020", "2020"),
        ("2563-12", "2020-12"),
        ("มกราคม พ.ศ. 2564", "2021-01"),
        ("เดือน ม.ค. 2564", "2021-01"),
        ("20201229", "2020-12-29"),
        ("25631229", "2020-12-29"),
        ("1609223400000", "2020-12-29T13:30"),
        ("20201229T063000Z", "2020-12-29T13:30"),
        ("ปี 63", "2020"),
        ("สิ้นเดือน ธ.ค. 63", "2020-12"),
        ("29 ธ.ค. 2563 | อ่าน 120 ครั้ง", "2020-12-29"),
        ("29 ธ.ค. 2563 (29/12/2020)", "2020-12-29"),
        ("29 ธันวาคม 2563 เวลา 25.30 น.", "2020-12-29"),
    ],
)
def test_single_dates(text: str, wanted: str) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("29 ธ.ค. 63 | 13:30", "2020-12-29T13:30"),
        ("29 ธ.ค. 63 (13:30 น.)", "2020-12-29T13:30"),
        ("29 ธ.ค. 63 13.30", "2020-12-29T13:30"),
        ("13:30 29/12/2563", "2020-12-29T13:30"),
        ("เวลา 13.30 น. วันที่ 29 ธันวาคม 2563", "2020-12-29T13:30"),
        ("5 สิงหาคม 2559 เวลา 09.00 - 16.00 น.", "2016-08-05T09:00"),
        ("5 สิงหาคม 2559 เวลา 9 โมงเช้า", "2016-08-05T09:00"),
        ("5 สิงหาคม 2559 บ่าย 2 โมง", "2016-08-05T14:00"),
        ("5 สิงหาคม 2559 เวลา 4 โมงเย็น", "2016-08-05T16:00"),
        ("5 สิงหาคม 2559 2 ทุ่ม", "2016-08-05T20:00"),
        ("5 สิงหาคม 2559 เวลา 24.00 น.", "2016-08-05T00:00"),
        ("2020-12-29T06:30:00Z", "2020-12-29T13:30"),
        ("2020-12-29T20:30:00-05:00", "2020-12-30T08:30"),
        ("2563-12-29T13:30:00+07:00", "2020-12-29T13:30"),
        ("Tue, 29 Dec 2020 23:30:00 GMT", "2020-12-30T06:30"),
        ("Tue, 29 Dec 2020 13:30:00 +0700", "2020-12-29T13:30"),
        ("29/12/2563 09:00-12:00", "2020-12-29T09:00"),
        ("Tue Dec 29 13:30:00 2020", "2020-12-29T13:30"),  # left to dateparser
    ],
)
def test_times_are_bangkok_time_to_the_minute(text: str, wanted: str) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1-30 มิ.ย. 64", "2021-06-01/2021-06-30"),
        ("28 ก.พ. – 2 มี.ค. 2564", "2021-02-28/2021-03-02"),
        ("28 ธ.ค. 63 - 3 ม.ค. 64", "2020-12-28/2021-01-03"),
        ("28 ธ.ค. - 3 ม.ค. 64", "2020-12-28/2021-01-03"),
        ("01/10/2563 - 30/09/2564", "2020-10-01/2021-09-30"),
        ("15-17/02/2561", "2018-02-15/2018-02-17"),
        ("1, 2 และ 3 มกราคม 2564", "2021-01-01/2021-01-03"),
        ("วันเสาร์ที่ 1 - วันอาทิตย์ที่ 2 พฤษภาคม 2564", "2021-05-01/2021-05-02"),
        ("ม.ค.-มี.ค. 64", "2021-01-01/2021-03-31"),
        ("ธ.ค. - ก.พ. 2564", "2020-12-01/2021-02-28"),
        ("แผนพัฒนา พ.ศ. 2561-2565", "2018-01-01/2022-12-31"),
        ("24 ธ.ค. - 24 ธ.ค. 63", "2020-12-24"),
        ("2561-2565", "2018-01-01/2022-12-31"),
        ("พ.ศ. 2561 ถึง พ.ศ. 2565", "2018-01-01/2022-12-31"),
        ("ปีงบประมาณ พ.ศ. 2561 - 2565", "2017-10-01/2022-09-30"),
        ("ปีงบ 64", "2020-10-01/2021-09-30"),
        ("ไตรมาสที่ 1 ปีงบประมาณ 2564", "2020-10-01/2020-12-31"),
        ("ไตรมาสที่ 4 ของปีงบประมาณ พ.ศ. ๒๕๖๔", "2021-07-01/2021-09-30"),
        ("ไตรมาส 4 ปี 2563", "2020-10-01/2020-12-31"),
        ("ไตรมาสที่ 3/65", "2022-07-01/2022-09-30"),
    ],
)
def test_ranges_by_first_and_last_day(text: str, wanted: str) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 ชั่วโมงที่แล้ว", "2026-11-22T06:00"),
        ("ครึ่งชั่วโมงที่แล้ว", "2026-11-22T08:30"),
        ("โพสต์เมื่อ 2 วันก่อน", "2026-11-20"),
        ("สองวันก่อน", "2026-11-20"),
        ("เมื่อวานนี้ เวลา 15.00 น.", "2026-11-21T15:00"),
        ("มะรืนนี้", "2026-11-24"),
        ("วันจันทร์ที่แล้ว", "2026-11-16"),
        ("วันจันทร์หน้า", "2026-11-30"),
        ("อีก 3 วัน", "2026-11-25"),
        ("สัปดาห์ที่แล้ว", "2026-11-15"),
        ("เดือนที่แล้ว", "2026-10"),
        ("ปีที่แล้ว", "2025"),
        ("yesterday", "2026-11-21"),
        ("an hour ago", "2026-11-22T08:00"),
    ],
)
def test_words_that_count_from_now(text: str, wanted: str) -> None:
    assert value(text) == wanted


def test_a_month_back_ends_with_the_month() -> None:
    assert value("1 เดือนที่แล้ว", datetime(2026, 3, 31, 9, 0, tzinfo=BANGKOK)) == "2026-02-28"


@pytest.mark.parametrize(
    "text",
    [
        "30 กุมภาพันธ์ 2563", "29 กุมภาพันธ์ 2564", "31 เม.ย. 65", "32/12/2563", "99/99/9999", "192.168.1.1",
        "เลขที่ 12/2563", "ครั้งที่ 5/2563", "โทร. 053-511-192", "0-5356-2630", "มาตรา 53/1",
        "2,563 บาท", "ราคา 2563 บาท",
        "รหัสไปรษณีย์ 51000", "13:30", "บ่าย 2 โมง", "70 ปี", "2 วัน", "ตุลาการ 2563",
        "ISBN 978-616-123-456-7", "29/12",
        "29 ธันวาคม", "ข่าวล่าสุด", "", " ", "ที่ มท 0810.3/ว 2563", "พระราชบัญญัติความมั่นคง พ.ศ. 2550", "หน้า 1 จาก 25",
        "5 สิงหาคม 2559 และ 7 กันยายน 2560", "9999999999",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert dates.read(text, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "era", "precision"),
    [
        ("๕ สิงหาคม ๒๕๕๙", "BE", "day"), ("สิงหาคม 6th, 2016", "CE", "day"), ("29/12/63", "BE", "day"),
        ("25/12/20", "CE", "day"), ("2563-12-29 13:30", "BE", "minute"), ("พ.ศ. 2550", "BE", "year"),
        ("ธ.ค. 63", "BE", "month"), ("15 – 17 กุมภาพันธ์ 2561", "BE", "range"),
    ],
)  # fmt: skip
def test_era_and_precision_are_as_written(text: str, era: str, precision: str) -> None:
    found = dates.read(text, now=NOW)
    assert found is not None
    assert (found.era, found.precision, found.raw) == (era, precision, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("5 ม.ค. 64", "date"), ("5-7 ม.ค. 64", "range"), ("เมื่อวาน", "relative"), ("ปีงบ 64", "range")],
)
def test_kind_tells_what_words_were_read(text: str, kind: str) -> None:
    found = dates.read(text, now=NOW)
    assert found is not None
    assert dates.kind_of(found) == kind


@pytest.mark.parametrize("text", ["1 มกราคม 2510", "25 พฤศจิกายน 2569", "31 ธันวาคม 2580"])
def test_no_page_is_published_before_1995_or_after_tomorrow(text: str) -> None:
    assert dates.read(text, now=NOW) is not None
    assert dates.read(text, now=NOW, kind="published") is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        dates.read("วันนี้", now=datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001


DAYS = st.dates(min_value=datetime(1995, 1, 1).date(), max_value=datetime(2027, 12, 31).date())  # noqa: DTZ001


@given(
    DAYS,
    st.booleans(),
    st.sampled_from(["{d} {m} {y}", "{d} {m} พ.ศ. {y}", "วันที่ {d} เดือน{m} {y}", "{d}{m}{y}"]),
)
@settings(max_examples=300)
def test_every_day_is_read_in_every_writing(day: datetime, thai: bool, form: str) -> None:
    for name in (MONTHS[day.month - 1], SHORT[day.month - 1]):
        text = form.format(d=day.day, m=name, y=day.year + 543)
        assert value(text.translate(THAI_DIGITS) if thai else text) == day.isoformat()
    assert value(f"{day.day}/{day.month}/{day.year + 543}") == day.isoformat()
    assert value(f"{day.day:02}/{day.month:02}/{(day.year + 543) % 100:02}") == day.isoformat()
    assert value(day.isoformat()) == day.isoformat()


@given(st.text(alphabet="0123456789๐๕ /-.:,ที่วันมค.ศพถึงธันวาคมagoTZ+", max_size=50) | st.text(max_size=60))
@settings(max_examples=500)
def test_any_string_gives_a_date_or_none(text: str) -> None:
    found = dates.read(text, now=NOW)
    if found is not None:
        assert found.value[:4].isdigit()
        assert found.raw
        assert 0 < found.confidence <= 1


@given(st.integers(min_value=0, max_value=100_000))
@settings(max_examples=100)
def test_minutes_ago_are_counted_exactly(minutes: int) -> None:
    wanted = (NOW - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")
    assert value(f"{minutes % 10_000} นาทีที่แล้ว") == wanted or minutes >= 10_000
