"""Where words begin and end: Thai has no spaces, so a name's edge is a question of its own.

An edge is closed where a character that is no Thai letter stands, where a word follows that often follows a
name, or where the segmenter divides. Measured on the labelled mentions: see docs/meaning.md.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate

_REACH = 40
"""Characters of context given to the segmenter on either side; its longest dictionary word has 32."""

_THAI_RUN_BEFORE = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]*$")
_THAI_RUN = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]*")

_FOLLOWS_A_NAME = re.compile(
    "ที่|และ|เป็น|มี|ได้|ใน|โดย|เพื่อ|จังหวัด|อำเภอ|ตำบล|กับ|ซึ่ง|จำนวน|ถึง|หรือ|จะ|ของ|จึง|เพราะ|ให้|นำ|พร้อม|ร่วม|จัด|เข้า|ลง|ว่า|ก็|ยัง"
    "|เมื่อ|ตาม|อีก|รวม|หลัง|ก่อน|ระหว่าง|บริเวณ|แล้ว|อยู่|นาย|นางสาว|ทั้ง|จาก|ไป|มา|ต่อ|พบ|ทุก|แห่ง|เปิด|กล่าว|ประจำ|คน"
)
"""Function words and verbs that stand right after the name of a place; none begins a name's second part."""
_GOES_ON_WITH = re.compile(
    "สู่|ดำเนิน|กว่า|มุ่ง|ด้วย|ปฏิบัติ|เสนอ|[จอต]\\.|เขต|แขวง|กรุงเทพ|สามารถ|ไม่|เฉพาะ|นี้|นั้น|เชื่อม|ใช้|อย่าง|เพิ่ม|ประมาณ|ผ่าน"
    "|ผู้|บูรณาการ|ส่ง|มอบ|ขอ|แจ้ง|ตั้งแต่|จน|เห็น|รับ|ช่วย|เกิด|ถูก|เคย|กำลัง|ประกอบ|ขยาย|ปรับ|เตรียม|เชิญ|ออก|ชี้|เดิน|ทำ|อาจ|คือ|เส้น|ขึ้น|ต้อง|ไหล|หัวหน้า"
)
"""More of them, for names of tambon and towns: there the segmenter alone parts ทุ่งกุลา from ทุ่งกุลาทอง."""


def closed_left(text: str, at: int) -> bool:
    """True where a word can begin at ``at``."""
    if at == 0 or not _is_letter(text[at - 1]):
        return at == 0 or text[at - 1] != "."
    if not _is_thai(text[at - 1]):
        return False
    before = _tail(text[max(0, at - _REACH) : at])
    after = text[at : at + _REACH]
    return len(before) in _boundaries(before + _head(after))


def closed_right(text: str, start: int, end: int, *, listed: bool = False) -> bool:
    """True where the name ``text[start:end]`` can end at ``end``.

    Args:
        text: Display text.
        start: Where name or level word begins.
        end: Where the name may end.
        listed: A boundary of the segmenter is not enough: a word that follows names must stand there. What
            the segmenter alone parts off is mostly the beginning of a longer name (ควน of ควนเนียง).
    """
    if end >= len(text) or not _is_thai(text[end]):
        return True
    if unicodedata.category(text[end]) == "Mn" or text[end] in "ะาำๅ":
        return False
    if _FOLLOWS_A_NAME.match(text, end):
        return True
    if listed:
        return _GOES_ON_WITH.match(text, end) is not None
    return end - start in _boundaries(text[start:end] + _head(text[end : end + _REACH]))


@lru_cache(maxsize=4096)
def _boundaries(text: str) -> frozenset[int]:
    from pipelines.text.segment import words

    return frozenset(accumulate((len(word) for word in words(text)), initial=0))


def _tail(text: str) -> str:
    found = _THAI_RUN_BEFORE.search(text)
    return found[0] if found else ""


def _head(text: str) -> str:
    found = _THAI_RUN.match(text)
    return found[0] if found else ""


def _is_thai(char: str) -> bool:
    return "\u0e01" <= char <= "\u0e4e" and char not in "ฯ฿"


def _is_letter(char: str) -> bool:
    return _is_thai(char) or char.isalpha()
