"""Words that tell what a date is for; all patterns are for folded text, and end where the date begins."""

from __future__ import annotations

import re

_WEEKDAY = "วัน ?[\u0e01-\u0e4e]{3,12}ที่"
_ON = f"(?: ?(?:{_WEEKDAY}|วันที่|เวลา ?[0-9.:]{{1,5}} ?น\\.|ที่))?[ (:]{{0,3}}\\Z"

_LABELS_EN = "(?:date )?(?:published|posted|publish date|post date|submitted)"
_LABELS_TH = "เผยแพร่|โพสต์|โพสท์|โพส|ลงประกาศ|ลงข่าว|ลงข้อมูล|ประกาศ|บันทึก|เขียน|สร้าง"
PUBLISHED = re.compile(
    f"[|•*(\\[ -]{{0,4}}(?:(?P<en>{_LABELS_EN})(?: on| at| date)?(?![a-z])"
    f"|(?:วันที่|วัน)?(?P<th>{_LABELS_TH})(?:ข่าว|ข้อมูล|ประกาศ|บทความ)?(?! ?ณ)(?:เมื่อ(?:วันที่)?|วันที่)?)[ :]{{0,3}}"
)
"""At the head of a line: this line says when the page was published."""
BYLINE = re.compile(
    "(?:(?:posted |written |published |submitted )?by|(?:ข่าว|เขียน|โพสต์|ลง|ประกาศ)?โดย"
    "|ผู้(?:โพสต์|เขียน|ลงข่าว|ประกาศ|บันทึก))[ :][^0-9\n]{1,60}"
)
"""A name at the head or foot of a page; the date beside it is the publishing date."""
NOT_PUBLISHED = re.compile(" ?ณ |ลงวันที่|ปรับปรุง|อัพเดท|อัปเดต|แก้ไข|updated|modified|ภายใน|หมดเขต")
"""In a line that is otherwise a date: it is the date of an order, of a change, or of an end."""
BETWEEN = re.compile(f"(?:{_WEEKDAY}|วัน ?[\u0e01-\u0e4e]{{3,12}}|วันที่|[a-z]{{3,9}}|[ :,.(-]){{0,5}}")
"""What may stand between such a label and its date."""

EVENT = re.compile(
    f"(?:เมื่อ|ใน ?วันที่|ใน ?{_WEEKDAY}|วันนี้|ระหว่าง|จัดขึ้น|กำหนดจัด|(?<![a-z])(?:on|during|from)|^(?:วันที่ ?)?){_ON}",
    re.MULTILINE,
)
ON = re.compile(f"(?:{_WEEKDAY}|วันที่) ?\\Z")
"""Enough to tell an event in the first sentence, where nothing but the news stands."""
SINCE = re.compile(f"ตั้งแต่{_ON}")
"""Of a span, when something goes on; of one day, since when something holds."""
DEADLINE = re.compile(
    f"(?:ภายใน|ไม่เกิน|หมดเขต|สิ้นสุด|ปิดรับ(?:สมัคร)?|อย่างช้า|ก่อน|จนถึง|(?:บัด|วัน)นี้(?:เป็นต้นไป)? ?(?:ถึง|จนถึง|-)){_ON}"
)
APPLY = re.compile("(?:รับสมัคร|ยื่น|เสนอราคา|ซองประกวด|สมัคร|ขอรับ|ลงทะเบียน|จำหน่าย|ขาย)[^\n]{0,45}\\Z")
ORDERED = re.compile(f"(?:ประกาศ|สั่ง|ให้ไว้) ?ณ{_ON}")
OTHER = re.compile(
    "(?:ลง|(?:ประกาศ|สั่ง|ให้ไว้|[ (\n]|^) ?ณ|(?:เผยแพร่|โพสต์)(?:เมื่อ)?|ราชกิจจานุเบกษา[^\n]{0,20}"
    f"|ตั้งแต่[^\n]{{0,12}}จนถึง|เกิด|(?:published|posted|updated|modified|submitted)(?: on| at)?){_ON}"
)
"""The date belongs to something else than what the text reports."""


def published_method(label: re.Match[str]) -> str:
    """Name the label that said so."""
    return "page:published-on" if label["en"] else "page:published-th"
