"""Officials: title, name, post, office. The people here are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.people import people
from pipelines.records import Person


def only(text: str) -> tuple[str | None, str, str | None, str | None]:
    (person,) = people(text)
    return person.title, person.name, person.post, person.office


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "โดยมี นายสมชาย ใจดี ผู้ว่าราชการจังหวัดลำพูน เป็นประธาน",
            ("นาย", "สมชาย ใจดี", "ผู้ว่าราชการจังหวัดลำพูน", "จังหวัดลำพูน"),
        ),
        (
            "และนางสาววิไล งามตา ประชาสัมพันธ์จังหวัดลำพูน กล่าวว่า",
            ("นางสาว", "วิไล งามตา", "ประชาสัมพันธ์จังหวัดลำพูน", "สำนักงานประชาสัมพันธ์จังหวัดลำพูน"),
        ),
        (
            "นายมานะ อดทน นายกเทศมนตรีตำบลป่าสัก เปิดงาน",
            ("นาย", "มานะ อดทน", "นายกเทศมนตรีตำบลป่าสัก", "เทศบาลตำบลป่าสัก"),
        ),
        (
            "ว่าที่ ร.ต. ชูใจ รักชาติ นายอำเภอเมืองลำพูน",
            ("ว่าที่ ร.ต.", "ชูใจ รักชาติ", "นายอำเภอเมืองลำพูน", "อำเภอเมืองลำพูน"),
        ),
        (
            "รองผู้ว่าราชการจังหวัดลำพูน นางปิติ ยินดี ลงพื้นที่",
            ("นาง", "ปิติ ยินดี", "รองผู้ว่าราชการจังหวัดลำพูน", "จังหวัดลำพูน"),
        ),
        (
            "นายวีระ กล้าหาญรองนายกองค์การบริหารส่วนจังหวัดลำพูน กล่าว",
            ("นาย", "วีระ กล้าหาญ", "รองนายกองค์การบริหารส่วนจังหวัดลำพูน", "องค์การบริหารส่วนจังหวัดลำพูน"),
        ),
        ("โดย อาจารย์แก้ว สดใส จากมหาวิทยาลัยตัวอย่าง และ", ("อาจารย์", "แก้ว สดใส", None, "มหาวิทยาลัยตัวอย่าง")),
        (
            "พล.ต.ต.กล้า แกร่ง ผู้บังคับการตำรวจภูธรจังหวัดลำพูน",
            ("พล.ต.ต.", "กล้า แกร่ง", "ผู้บังคับการตำรวจภูธรจังหวัดลำพูน", "จังหวัดลำพูน"),
        ),
        ("ผศ.ดร.เรณู บุญมา คณบดีคณะเกษตร", ("ผศ.ดร.", "เรณู บุญมา", "คณบดีคณะเกษตร", None)),
        (
            "น.ส.อรุณ ณ ลำพูน หัวหน้าสำนักงานจังหวัดลำพูน",
            ("น.ส.", "อรุณ ณ ลำพูน", "หัวหน้าสำนักงานจังหวัดลำพูน", "สำนักงานจังหวัดลำพูน"),
        ),
        (
            "นายดำ ขาวสะอาด รองนายกรัฐมนตรี และรัฐมนตรีว่าการกระทรวงมหาดไทย กล่าว",
            ("นาย", "ดำ ขาวสะอาด", "รองนายกรัฐมนตรี และรัฐมนตรีว่าการกระทรวงมหาดไทย", "กระทรวงมหาดไทย"),
        ),
    ],
)
def test_names_an_official(text: str, wanted: tuple[str | None, str, str | None, str | None]) -> None:
    assert only(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "รายชื่อผู้โชคดี นายสมชาย ใจดี นางวิไล งามตา", "นายกเทศมนตรี เป็นประธาน", "นายอำเภอ พร้อมด้วยปลัดอำเภอ",
        "นายจ้าง ลูกจ้าง", "นางงาม จักรวาล ประธาน", "อาจารย์ใหญ่ โรงเรียน", "นายทะเบียน อำเภอ", "ต.ค. ศ. 2564",
        "พระมหากรุณาธิคุณ แก่ประชาชน", "นายแพทย์สาธารณสุขจังหวัด และคณะ",
    ],
)  # fmt: skip
def test_names_no_one_who_is_no_official(text: str) -> None:
    assert people(text) == ()


def test_each_person_comes_once_with_the_post_that_is_told_later() -> None:
    text = "นายสมชาย ใจดี เป็นประธาน\nต่อมา นายสมชาย ใจดี ปลัดจังหวัดลำพูน กล่าวปิด"
    assert people(text) == (Person(title="นาย", name="สมชาย ใจดี", post="ปลัดจังหวัดลำพูน", office="จังหวัดลำพูน"),)


@given(
    st.lists(
        st.sampled_from(
            ["นาย", "นาง", "ดร.", "พล.อ.", "สมชาย", " ", "ใจดี", "ปลัด", "จังหวัด", "\n", "ว่าที่", "ก"]
        ),
        max_size=40,
    )
)
def test_names_are_two_words_of_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    for person in people(text):
        first, last = person.name.split(" ", 1)
        assert first in text
        assert last in text
        assert "\n" not in (person.post or "")


def test_a_long_list_is_bounded() -> None:
    text = "\n".join(f"ดร.สม{chr(0x0E01 + i % 40)}{chr(0x0E01 + i // 40)}า ใจดี" for i in range(500))
    assert len(people(text)) <= 200
