"""Which date of a page is which: the seeds, and short texts of our own."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import dates
from pipelines.moment import BANGKOK
from pipelines.records import DateValue, Kind

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=BANGKOK)
EXACT = DateValue(
    value="2021-01-05T10:00", precision="minute", era="CE", method="rest:date_gmt", raw="2021-01-05T03:00:00Z"
)


def pick(
    body: str, kind: Kind = "news", notes: tuple[str, ...] = (), exact: DateValue | None = None
) -> dates.Dates:
    return dates.pick(exact, notes, body, now=NOW, kind=kind)


def value(found: DateValue | None) -> str | None:
    return found.value if found else None


@pytest.mark.parametrize("seed", range(5))
def test_the_seeds(shared: Path, seed: int) -> None:
    wanted = json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))
    name = next(key for key in wanted if key.startswith(f"{seed:03}_"))
    record = wanted[name]["record"]
    body = (shared / "seeds" / name).read_text(encoding="utf-8")
    got = pick(body, cast(Kind, record["kind"]))
    for field in ("published", "event", "deadline"):
        if field in record:
            assert value(getattr(got, field)) == record[field], field
    if "fiscal_year" in record:
        assert got.fiscal_year == record["fiscal_year"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Published on สิงหาคม 6th, 2016 | by Divali", "2016-08-06"),
        ("เผยแพร่: 29 ธ.ค. 2563 13:30", "2020-12-29T13:30"),
        ("เผยแพร่เมื่อวันอังคารที่ 29 ธันวาคม 2563", "2020-12-29"),
        ("โพสต์เมื่อ : 29 ธันวาคม 2563 เวลา 13:30:00", "2020-12-29T13:30"),
        ("วันที่ประกาศ 29/12/2563", "2020-12-29"),
        ("29 ธันวาคม 2563", "2020-12-29"),
        ("โพสต์เมื่อ 2 วันที่แล้ว", "2026-11-20"),
        ("by admin | Jan 5, 2021 | ข่าว", "2021-01-05"),
        ("ข่าวโดย : งานประชาสัมพันธ์ | วันที่ 5 ม.ค. 2564 | อ่าน 20 ครั้ง", "2021-01-05"),
        ("เมื่อ 5 ม.ค. 64 เวลา 10:30 น. โดย แอดมิน", "2021-01-05T10:30"),
        ("โดย แอดมิน แก้ไขเมื่อ 5 ม.ค. 64", None),
        ("ปรับปรุงระบบ 29 ธันวาคม 2563", None),
        ("พิธีมอบรางวัล 30 กรกฎาคม 2564", None),
        ("ประกาศ ณ วันที่ 5 มกราคม 2564", None),
        ("แก้ไขล่าสุด 5 มกราคม 2564", None),
        ("เผยแพร่: 29 ธ.ค. 2580", None),
    ],
)
def test_the_pages_own_words_for_publishing(line: str, wanted: str | None) -> None:
    assert value(pick("ข่าวประชาสัมพันธ์", notes=(line,)).published) == wanted


def test_the_exact_field_is_believed_first_unless_impossible() -> None:
    line = "เผยแพร่: 29 ธ.ค. 2563"
    assert pick("", notes=(line,), exact=EXACT).published == EXACT
    future = DateValue(
        value="2030-01-01", precision="day", era="CE", method="rest:date_gmt", raw="2030-01-01"
    )
    assert value(pick("", notes=(line,), exact=future).published) == "2020-12-29"


def test_the_method_says_where_and_what() -> None:
    got = pick("ในวันที่ 5 สิงหาคม 2559 จัดอบรม", notes=("Published on August 6, 2016",))
    assert got.published is not None
    assert got.published.method == "page:published-on"
    assert got.event is not None
    assert got.event.method == "text:event"


def test_an_announcement_without_another_date_was_published_when_announced() -> None:
    body = "รับสมัครพนักงานจ้าง\nประกาศ ณ วันที่ ๒๖ มกราคม พ.ศ. ๒๕๖๑"  # own text
    got = pick(body, "vacancy")
    assert got.published is not None
    assert (got.published.value, got.published.method) == ("2018-01-26", "text:announced-on")
    assert value(pick(body, "vacancy", exact=EXACT).published) == EXACT.value
    assert pick(body, "news").published is None


# Own texts.
@pytest.mark.parametrize(
    ("body", "event"),
    [
        ("เมื่อวันที่ 29 ธันวาคม 2563 เทศบาลจัดกิจกรรม", "2020-12-29"),
        ("วันนี้ (24 เม.ย. 60) เวลา 09.30 น. นายอำเภอเปิดงาน", "2017-04-24T09:30"),
        ("วันศุกร์ที่ ๕ สิงหาคม ๒๕๕๙ เวลา ๐๙.๐๐ น. จัดประชุม", "2016-08-05T09:00"),
        ("จัดงานระหว่างวันที่ 13 - 15 เมษายน 2566 ณ ลานเมือง", "2023-04-13/2023-04-15"),
        ("ตามหนังสือ ลงวันที่ 5 มกราคม 2564 และเมื่อวันที่ 7 มกราคม 2564 ได้ประชุม", "2021-01-07"),
        ("It was disclosed that on August 12, 2023, a ceremony was held", "2023-08-12"),
        ("ครม. วันที่ 30 พฤษภาคม 2566 มีมติ", "2023-05-30"),
        ("อัตราดอกเบี้ย 5 % (ณ วันที่ 1 ก.ค. 68)", None),
        ("ตามแผนพัฒนา พ.ศ. 2561-2565 และปีงบประมาณ 2564", None),
        ("โครงการระหว่างวันที่ 1 มกราคม 2564 ถึงวันที่ 31 ธันวาคม 2567", None),
    ],
)
def test_event(body: str, event: str | None) -> None:
    assert value(pick(body).event) == event


def test_a_static_page_reports_nothing() -> None:
    assert pick("เมื่อวันที่ 29 ธันวาคม 2563 ก่อตั้งสำนักงาน", "static").event is None


def test_background_is_no_event_when_the_publishing_date_is_known() -> None:
    body = "ตามมติเมื่อวันที่ 9 มิถุนายน 2558 เทศบาลได้จัดประชุมเมื่อวันที่ 4 มกราคม 2564"
    assert value(pick(body, exact=EXACT).event) == "2021-01-04"


@pytest.mark.parametrize(
    ("body", "kind", "deadline"),
    [
        ("ส่งรายชื่อภายในวันศุกร์ที่ ๒๓ มีนาคม ๒๕๖๑", "letter", "2018-03-23"),
        ("รับสมัครตั้งแต่บัดนี้ถึงวันที่ 31 มกราคม 2564", "vacancy", "2021-01-31"),
        ("ยื่นใบสมัครตั้งแต่วันที่ 4 มกราคม 2564 ถึงวันที่ 15 มกราคม 2564", "vacancy", "2021-01-15"),
        ("กำหนดยื่นซองระหว่างวันที่ 4 – 15 ม.ค. 2564", "procurement", "2021-01-15"),
        ("เปิดรับสมัครตั้งแต่วันนี้ - วันที่ 31 มกราคม 2564", "news", "2021-01-31"),
        ("หมดเขต 31 ม.ค. 64", "news", "2021-01-31"),
        ("เมื่อวันที่ 5 มกราคม 2564 จัดประชุม", "news", None),
    ],
)
def test_deadline(body: str, kind: Kind, deadline: str | None) -> None:
    assert value(pick(body, kind).deadline) == deadline


@pytest.mark.parametrize(
    ("body", "kind", "order"),
    [
        (
            "ประกาศเทศบาล เรื่อง รับสมัคร\nประกาศ ณ วันที่ ๕ มกราคม พ.ศ. ๒๕๖๔\nนายกเทศมนตรี",
            "announcement",
            "2021-01-05",
        ),
        ("สั่ง ณ วันที่ 5 มกราคม 2564", "announcement", "2021-01-05"),
        ("ที่ ลพ 0017.2/ว\n26 มกราคม 2561\nเรื่อง แจ้งแนวทาง", "letter", "2018-01-26"),
        ("ตามประกาศ ณ วันที่ 5 มกราคม 2564 " + "เทศบาลจัดประชุมชี้แจงประชาชน " * 20, "news", None),
    ],
)
def test_order(body: str, kind: Kind, order: str | None) -> None:
    assert value(pick(body, kind).order) == order


@pytest.mark.parametrize(
    ("body", "year"),
    [
        ("ประจำปีงบประมาณ ๒๕๕๙ และปีงบประมาณ พ.ศ. 2559 ต่อจากปีงบประมาณ 2558", 2559),
        ("แผนปีงบประมาณ พ.ศ. 2561 - 2565", None),
        ("ประจำปี 2564", None),
        ("ปีงบ 64", 2564),
    ],
)
def test_fiscal_year(body: str, year: int | None) -> None:
    assert pick(body).fiscal_year == year


def test_what_real_releases_say_of_themselves_is_right(shared: Path) -> None:
    """A closing date line agrees with the site's own publishing date; nothing lies outside the window."""
    floors = json.loads(Path(__file__).with_name("floors_dates.json").read_text(encoding="utf-8"))["closing"]
    near = said = 0
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, islice(lines, 0, None, 8)):
            out = pick(row["text"]).published
            if out is not None:
                day = date.fromisoformat(out.value[:10])
                assert date(1995, 1, 1) <= day <= NOW.date() + timedelta(days=2)
                said += 1
                near += abs(day - date.fromisoformat(row["published"][:10])) <= timedelta(days=3)
    assert said >= floors["said"]
    assert near / said >= floors["near"]


@pytest.mark.parametrize("known", ["2021", "2021-01", "2021-01-05/2021-01-06"])
def test_a_publishing_date_of_any_precision_serves(known: str) -> None:
    exact = DateValue(value=known, precision="year", era="CE", method="feed:updated", raw=known)
    got = pick("เมื่อวันที่ 4 มกราคม 2564 จัดประชุม", exact=exact)
    assert (value(got.published), value(got.event)) == (known, "2021-01-04")


KINDS: tuple[Kind, ...] = ("news", "announcement", "procurement", "vacancy", "letter", "static")


@given(
    st.text(alphabet="0123๑๒ \n-–/.:()เมื่อวันที่ภายในประกาศณปีงบประมาณถึงธ.ค.256ก", max_size=120)
    | st.text(max_size=80),
    st.sampled_from(KINDS),
)
@settings(max_examples=300)
def test_any_text_of_any_kind_is_picked_from(text: str, kind: Kind) -> None:
    got = pick(text, kind, notes=(text[:40],))
    for found in (got.published, got.event, got.deadline, got.order):
        assert found is None or (found.raw and found.value[:4].isdigit())
    assert got.published is None or dates.in_window(got.published, NOW)
