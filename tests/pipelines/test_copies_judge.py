"""The judgement on two texts: copies, issues of a series, excerpts, quotations, stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.copies.judge import Text, Verdict, compare
from pipelines.copies.records import Document
from pipelines.copies.rules import RULES
from pipelines.copies.sketch import sketch
from pipelines.copies.statement import statement
from tests.copies_texts import PATTERNS, Writer

WRITER = Writer(11)
BULLETIN = (
    "กรมทางหลวงท้องถิ่นแจ้งสถานการณ์น้ำท่วมผิวทางประจำวันที่ {day} มีนาคม 2569 มีถนนถูกน้ำท่วม {roads} สาย "
    "รถเล็กผ่านไม่ได้ {closed} สาย ระดับน้ำเฉลี่ย {level} เซนติเมตร เจ้าหน้าที่ติดตั้งป้ายเตือนและไฟกระพริบทุกจุด "
    "ประชาชนที่จำเป็นต้องเดินทางโปรดเลือกใช้เส้นทางเลี่ยงตามที่หน่วยงานแนะนำ และสอบถามข้อมูลได้ตลอดเวลา "
    "หากพบเห็นผู้ประสบเหตุขอให้แจ้งศูนย์ช่วยเหลือทันที เจ้าหน้าที่จะเข้าพื้นที่โดยเร็วที่สุดเพื่อความปลอดภัยของทุกคน"
)
CEREMONY = (
    "เมื่อเช้านี้ {who} เข้าร่วมพิธีทำบุญตักบาตรพระสงฆ์เนื่องในวันสถาปนาเมือง ณ ลานหน้าศาลากลาง "
    "โดยมีข้าราชการ นักเรียน และประชาชนแต่งกายด้วยผ้าพื้นเมืองร่วมพิธีจำนวนมาก บรรยากาศเป็นไปอย่างเรียบง่ายและอบอุ่น "
    "จากนั้นคณะสงฆ์ได้ประพรมน้ำพระพุทธมนต์เพื่อความเป็นสิริมงคล และมีการมอบทุนการศึกษาแก่เยาวชนที่เรียนดีแต่ขาดแคลน "
    "ปิดท้ายด้วยการแสดงดนตรีไทยของวงเยาวชนประจำเมืองซึ่งได้รับเสียงปรบมืออย่างกึกก้องจากผู้ร่วมงานทุกคน"
)


def text(document: Document, day: date | None = None) -> Text:
    made, when = sketch(document), day or document.published_day
    return Text(made.key, made.packed, () if when is None else (when.toordinal(),))


def judged(one: Document, other: Document) -> Verdict:
    verdict = compare(text(one), text(other))
    assert verdict is not None
    return verdict


def bulletin(day: int, *, roads: int, closed: int = 3, level: int = 40) -> Document:
    body = BULLETIN.format(day=day, roads=roads, closed=closed, level=level)
    return Document(f"b{day}-{roads}", "สถานการณ์น้ำท่วมผิวทาง", body, date(2026, 3, day))


def ceremony(who: str, name: str) -> Document:
    return Document(name, "ร่วมพิธีทำบุญตักบาตร", CEREMONY.format(who=who), date(2026, 3, 2))


def test_a_shortened_release_with_a_credit_is_a_copy() -> None:
    whole = WRITER.release(1)
    short = replace(whole, id="s", body=whole.body[: len(whole.body) // 2] + "\nกานดา ใจงาม ภาพและข่าว")
    assert judged(whole, short).kind == "copy_of"


def test_unrelated_releases_that_share_patterns_are_no_copies() -> None:
    releases = [WRITER.release(number) for number in range(40)]
    kinds = {
        verdict.kind
        for at, one in enumerate(releases)
        for other in releases[:at]
        if (verdict := compare(text(one), text(other))) is not None
    }
    assert "copy_of" not in kinds


def test_bulletins_of_two_days_are_a_series() -> None:
    verdict = judged(bulletin(3, roads=12), bulletin(4, roads=9, closed=2))
    assert (verdict.kind, verdict.bars) == ("series", True)
    assert verdict.alignment.containment_a > 0.5


def test_one_number_changed_and_a_week_later_is_a_series_not_a_correction() -> None:
    first = bulletin(3, roads=12)
    corrected = replace(first, id="c", body=first.body.replace("12 สาย", "14 สาย"))
    later = replace(corrected, published_day=date(2026, 3, 10))
    assert judged(first, later).reason.code in ("one_number", "slots")
    assert judged(first, later).bars


def test_equal_headlines_with_other_numbers_are_a_series() -> None:
    release = WRITER.release(2)
    one = replace(release, title="รายงานการประชุม ครั้งที่ 1/2569")
    other = replace(
        release, id="o", title="รายงานการประชุม ครั้งที่ 2/2569", body=release.body + "\nขอบคุณที่ติดตามข่าวสารของเรา"
    )
    assert judged(one, other).reason.code == "title"


@pytest.mark.parametrize("days", [31, 365])
def test_the_same_words_again_after_a_month_are_another_issue(days: int) -> None:
    release = WRITER.release(3)
    again = replace(release, id="a", body=release.body + " ขอเชิญร่วมงาน")
    assert release.published_day is not None
    assert judged(release, replace(again, published_day=release.published_day + timedelta(days=days))).bars
    assert judged(release, again).kind == "copy_of"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("นายสมหมาย ใจงาม นายกเทศมนตรีเมือง", "นางอรทัย พูนทรัพย์ รองผู้ว่าราชการจังหวัด"),
        ("นายวิชัย แสงทอง รัฐมนตรีช่วยว่าการกระทรวงการคลัง", "พลเอก ประสิทธิ์ รักถิ่น รัฐมนตรีว่าการกระทรวงกลาโหม"),
        ("นางสาวมาลัย นาคำ เลขานุการรัฐมนตรี", "นายธีระ ชูเกียรติ ที่ปรึกษารัฐมนตรี"),
    ],
)
def test_two_officials_at_one_ceremony_are_one_story_and_no_copies(one: str, other: str) -> None:
    verdict = judged(ceremony(one, "a"), ceremony(other, "b"))
    assert (verdict.kind, verdict.bars) == ("story", True)


def test_one_official_spelt_another_way_is_the_same_official() -> None:
    one = ceremony("นายสมหมาย ใจงาม นายกเทศมนตรีเมือง", "a")
    other = ceremony("นายสมหมาย ใจงามม นายกเทศมนตรีเมือง", "b")
    assert judged(one, other).kind == "copy_of"


def test_a_digest_of_everybodys_news_is_a_hub_and_joins_nobody() -> None:
    parts = [WRITER.release(number, sentences=6) for number in range(100, 130)]
    digest = Document("hub", "สรุปข่าวประจำสัปดาห์", "\n".join(part.body for part in parts), date(2026, 3, 2))
    for part in parts[5:]:
        verdict = judged(part, digest)
        assert (verdict.kind, verdict.reason.code) == ("excerpt_of", "hub")


def test_a_rewrite_is_a_story() -> None:
    release = WRITER.release(4, sentences=12)
    words = release.body.split("\n")
    kept = [line[: len(line) * 2 // 5] for line in words]
    rewrite = replace(release, id="w", body="\n".join(kept))
    assert judged(release, rewrite).kind == "story"


def test_a_paragraph_in_another_text_is_a_quotation() -> None:
    notice = bulletin(3, roads=12)
    quoted = notice.body[notice.body.index("ประชาชนที่จำเป็น") :][:160]
    quoting = replace(WRITER.release(6), id="q", body=f"{WRITER.release(6).body}\n{quoted}")
    assert judged(notice, quoting).kind == "quotes"


def test_short_notices_need_their_headline_too() -> None:
    body = "รายละเอียดปรากฏตามเอกสารแนบท้ายประกาศฉบับนี้ ขอให้ดาวน์โหลดได้"
    one = Document("a", "ประกาศรับสมัครพนักงานขับรถ", body, date(2026, 3, 2))
    same = replace(one, id="b", body=body + "เลย")
    other = replace(same, id="c", title="ประกาศขายทอดตลาดครุภัณฑ์ชำรุด")
    assert judged(one, same).kind == "copy_of"
    verdict = compare(text(one), text(other))
    assert verdict is None or verdict.kind != "copy_of"


def test_reasons_speak_english_and_thai() -> None:
    reason = judged(bulletin(3, roads=12), bulletin(4, roads=9, closed=2)).reason
    assert reason.en.isascii()
    assert any("ก" <= sign <= "๛" for sign in reason.th)


LEADS = (
    "ชุมชนริมฝั่งแม่น้ำสายเก่าขอเชิญพี่น้องร่วมงานสืบสานประเพณีท้องถิ่นประจำปี ณ ลานหน้าตลาดเทศบาลตำบลท่าทราย "
    "โดยปีนี้ย้ายเวทีการแสดงไปไว้ใต้ร่มจามจุรี เพราะลานเดิมกำลังปูกระเบื้องใหม่\n",
    "แม้ฝนจะตกติดต่อกันหลายวันจนทางเดินเฉอะแฉะ คณะทำงานก็ยืนยันจัดงานสืบสานประเพณีท้องถิ่นประจำปี "
    "ที่หอประชุมโรงเรียนบ้านคลองใส ซึ่งมีหลังคาและที่จอดรถเพียงพอสำหรับผู้สูงอายุ\n",
)
"""Leads of two offices, without an official: both name the event, and by that anchor a run by chance."""


def led(number: int, lead: str, credit: str, days: int) -> Document:
    release = WRITER.release(number, day=date(2026, 3, 2) + timedelta(days=days))
    return replace(release, id=credit, body=f"{lead}{release.body}\nภาพและข่าว : {credit}")


@pytest.mark.parametrize("days", [0, 2, 5])
@pytest.mark.parametrize("number", range(40, 46))
def test_a_release_under_two_local_leads_is_one_release(number: int, days: int) -> None:
    one, other = led(number, LEADS[0], "วิไล งามตา", 0), led(number, LEADS[1], "มานะ อดทน", days)
    verdict = judged(one, other)
    assert (verdict.kind, verdict.reason.code) == ("copy_of", "similar")
    assert verdict.alignment.ends_a[0] > 100


def test_two_officials_in_the_leads_of_one_report_are_no_copies() -> None:
    events = "ในงานสืบสานประเพณีท้องถิ่นประจำปีซึ่ง"
    first = led(
        42, f"ข่าวจากพื้นที่ริมแม่น้ำสายเก่า {events}นายสมหมาย ใจงาม นายกเทศมนตรีเมือง มาร่วมเปิดงานด้วยตนเอง\n", "ก", 0
    )
    second = led(
        42, f"บรรยากาศยามเช้าที่หอประชุมหลังใหม่ {events}นางอรทัย พูนทรัพย์ รองปลัดจังหวัด มอบทุนแก่เยาวชน\n", "ข", 0
    )
    verdict = judged(first, second)
    assert (verdict.kind, verdict.reason.code) == ("story", "subject")


def test_a_form_that_begins_with_the_same_words_is_filled_in_and_not_led() -> None:
    opening = "กิจกรรมเปิดบ้านต้อนรับสมาชิกใหม่จัดขึ้นที่"
    places = (
        "ศูนย์เรียนรู้เศรษฐกิจพอเพียงบ้านดอนตาลเฒ่า ซึ่งอยู่ติดสวนยางพาราแปลงใหญ่",
        "โรงเรียนผู้สูงอายุวัดเกาะแก้วใต้ ใกล้ท่าเรือข้ามฟากฝั่งตะวันตกของอ่าว",
    )
    one, other = (led(41, f"{opening}{place}\n", f"ผู้เขียน{at}", 3 * at) for at, place in enumerate(places))
    verdict = judged(one, other)
    assert (verdict.kind, verdict.reason.code) == ("series", "named")


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, len(PATTERNS) - 1), min_size=1, max_size=6),
    st.lists(st.integers(0, len(PATTERNS) - 1), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_a_judgement_does_not_depend_on_who_comes_first(one: list[int], other: list[int], days: int) -> None:
    sides = [
        text(
            Document(
                name, "", "\n".join(PATTERNS[at] for at in chosen), date(2026, 3, 1) + timedelta(days=gap)
            )
        )
        for name, chosen, gap in (("a", one, 0), ("b", other, days))
    ]
    there, back = compare(*sides), compare(*reversed(sides))
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert (there.kind, there.bars, there.reason, there.score) == (
            back.kind,
            back.bars,
            back.reason,
            back.score,
        )


def test_the_statement_of_the_rule_follows_the_configuration() -> None:
    stricter = replace(RULES, series_days=14)
    for language in ("en", "th"):
        assert "30" in statement(language)
        assert statement(language, stricter) == statement(language).replace("30", "14")
