"""Heads of official letters. The letters here are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import letters

CIRCULAR = """ด่วนที่สุด
ที่ ลพ ๐๐๑๗.๒/ว ๑๒๓๔
ถึง ส่วนราชการประจำจังหวัดทุกส่วน ที่ว่าการอำเภอทุกอำเภอ และนายกเทศมนตรีทุกแห่ง
ด้วยจังหวัดกำหนดจัดประชุม
สำนักงานจังหวัด
โทร ๐-๕๓๑๒-๓๔๕๖"""

LETTER = """ที่ มท 0810.6/ว 55
กรมส่งเสริมการปกครองท้องถิ่น
5 มกราคม 2564
เรื่อง การเตรียมความพร้อมรับสถานการณ์ภัยแล้ง
เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด
อ้างถึง ๑. หนังสือกรม ที่ มท ๐๘๑๐.๖/ว ๙๙ ลงวันที่ ๑ ธันวาคม ๒๕๖๓
๒. หนังสือกระทรวง ที่ มท 0230/ว 5
สิ่งที่ส่งมาด้วย สำเนาหนังสือ จำนวน 1 ฉบับ
ตามที่กรมได้แจ้ง"""


def test_reads_a_circular() -> None:
    letter = letters.read(CIRCULAR)
    assert letter is not None
    assert letter.urgency == "ด่วนที่สุด"
    assert letter.number == "ลพ 0017.2/ว 1234"
    assert letter.issuer == "สำนักงานจังหวัดลำพูน"
    assert letter.addressees == (
        "ส่วนราชการประจำจังหวัดทุกส่วน",
        "ที่ว่าการอำเภอทุกอำเภอ",
        "นายกเทศมนตรีทุกแห่ง",
    )
    assert letters.province_of(letter.number) == "51"


def test_reads_a_letter_with_references() -> None:
    letter = letters.read(LETTER)
    assert letter is not None
    assert (letter.urgency, letter.number) == (None, "มท 0810.6/ว 55")
    assert letter.issuer == "กรมส่งเสริมการปกครองท้องถิ่น"
    assert letter.addressees == ("ผู้ว่าราชการจังหวัด ทุกจังหวัด",)
    assert letter.references == (
        "หนังสือกรม ที่ มท 0810.6/ว 99 ลงวันที่ 1 ธันวาคม 2563",
        "หนังสือกระทรวง ที่ มท 0230/ว 5",
    )
    assert letters.subject(LETTER) == "การเตรียมความพร้อมรับสถานการณ์ภัยแล้ง"
    assert letters.province_of(letter.number) is None


def test_the_head_of_a_provincial_hall_is_the_province_unless_an_office_signs() -> None:
    head = "ที่ นน ๐๐๑๗.๒/ว ๕\nศาลากลางจังหวัดน่าน\nถนนสุริยพงษ์\nเรียน นายอำเภอทุกอำเภอ\nตามที่จังหวัดแจ้ง"
    alone, signed = letters.read(head), letters.read(f"{head}\nสำนักงานสถิติจังหวัด")
    assert alone is not None
    assert alone.issuer == "จังหวัดน่าน"
    assert signed is not None
    assert signed.issuer == "สำนักงานสถิติจังหวัดน่าน"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ที่ ลพ ๐๐๑๗.๒/ว", "ลพ 0017.2/ว"),
        ("ที่ ลพ ๐๐๑๗.๒ /ว ๑๒", "ลพ 0017.2/ว 12"),
        ("ที่ ลพ 0017.2/ว12", "ลพ 0017.2/ว 12"),
        ("ที่ ลพ 0017.2/ว.12", "ลพ 0017.2/ว 12"),
        ("ที่ลพ 0017.2/ว 12", "ลพ 0017.2/ว 12"),
        ("ที่ กบ ๕๑๐๐๑/๔๔๒", "กบ 51001/442"),
        ("ที่ นร ๐๕๐๖/ว(ล) ๑๒", "นร 0506/ว(ล) 12"),
        ("ที่ประชุม 2564", None),
        ("เลขที่ 123/4", None),
    ],
)
def test_a_number_has_one_form(written: str, normal: str | None) -> None:
    assert letters.normal(written) == normal


def test_an_article_that_quotes_a_letter_is_none() -> None:
    text = "จังหวัดลำพูนได้รับหนังสือ ที่ มท 0230/ว 5 ลงวันที่ 1 ธันวาคม 2563\nจึงจัดประชุมในวันนี้"
    assert letters.read(text) is None
    assert letters.read("") is None


@given(st.text(alphabet="ที่ ลพ๐๑2/.ว\nถงเรยนอ", max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    letter = letters.read(text)
    assert letter is None or letter.number
