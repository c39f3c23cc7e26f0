"""Names in replaced passages: told by the title, post or kind of place in or just before them.

No list of persons is needed: official Thai names carry their title or post almost always (dedup §10.6).
"""

from __future__ import annotations

import re

from rapidfuzz.fuzz import ratio

from pipelines.copies.align import Replaced
from pipelines.copies.rules import RULES

BEFORE = 12
"""Key characters before a passage where its cue word may stand."""
LEAD = 400
"""Key characters that hold the subject of a release: its first sentence."""
SUBJECT_MAX = 120
"""Key characters of a title, name and post together; longer passages are no person."""
_OTHER_NAME = 60.0
"""Letter similarity under which two names are two names, not two spellings."""
_PERSON = (
    "นางสาว|นาย|นาง|นส|ดร|พลเอก|พลโท|พลตรี|พลอากาศ|พลเรือ|พลตำรวจ|พลตอ|พลตท|พลตต|พันเอก|พันโท|พันตรี|พันตำรวจ"
    "|พอ|พท|พตอ|พตท|พตต|ร้อยเอก|ร้อยโท|ร้อยตรี|ว่าที่|มล|มร|มจ|หม่อม|คุณหญิง|ศาสตราจารย์|นายแพทย์"
)
POST = "รัฐมนตรี|รมว|รมช|ปลัด|อธิบดี|ผู้ว่า|ผู้อำนวยการ|ผอ|เลขา|โฆษก|ที่ปรึกษา|ประธาน|นายก|รอง|หัวหน้า|ผู้บัญชาการ|ผู้บังคับ"
_PLACE = (
    "กระทรวง|กรม|สำนัก|สถานี|ถนน|อำเภอ|ตำบล|จังหวัด|เทศบาล|องค์การ|อบต|อบจ|โรงเรียน|โรงพยาบาล|มหาวิทยาลัย|วิทยาลัย|วัด"
    "|ศูนย์|บริษัท|ธนาคาร|สมาคม|มูลนิธิ|บ้าน|แขวง|เขต|สะพาน|อาคาร|โครงการ|ท่าอากาศยาน|ท่าเรือ|สถาบัน|คณะ|กองทัพ"
)
TITLE = "นางสาว|นาง|นาย(?!ก|อำเภอ)|พล(?:เอก|โท|ตรี|อากาศ|เรือ|ตำรวจ)|พัน(?:เอก|โท|ตรี|ตำรวจ)|ว่าที่|หม่อม|ศาสตราจารย์"
_CUE = re.compile(f"{_PERSON}|{POST}|{_PLACE}")
_PERSON_CUE = re.compile(f"{_PERSON}|{POST}")
_TITLE_CUE = re.compile(TITLE)
_POST_CUE = re.compile(POST)
"""A lead is long enough to hold the letters of ผอ or มจ by chance: its official has a title and a post."""


def replaced_names(key_a: str, key_b: str, replaced: tuple[Replaced, ...]) -> int:
    """Count replaced passages that are names on both sides, and different ones."""
    return sum(_named(key_a, key_b, gap, _CUE) for gap in replaced)


def other_subject(key_a: str, key_b: str, replaced: tuple[Replaced, ...]) -> bool:
    """Say whether the person in the lead is another: two ministers at one ceremony."""
    return any(
        _attends(key_a, gap.a) or _attends(key_b, gap.b) for gap in replaced if min(gap.a[0], gap.b[0]) < LEAD
    ) or any(
        max(gap.a[0], gap.b[0]) < LEAD
        and max(gap.length_a, gap.length_b) <= SUBJECT_MAX
        and _named(key_a, key_b, gap, _PERSON_CUE)
        for gap in replaced
    )


def other_official(key_a: str, key_b: str, leads: tuple[Replaced, ...]) -> bool:
    """Say whether two leads of their own tell of two officials."""
    return any(_attends(key_a, gap.a) or _attends(key_b, gap.b) for gap in leads) or any(
        max(gap.length_a, gap.length_b) <= SUBJECT_MAX
        and all(
            cue.search(key[slice(*span)])
            for key, span in ((key_a, gap.a), (key_b, gap.b))
            for cue in (_TITLE_CUE, _POST_CUE)
        )
        for gap in leads
    )


def _attends(key: str, span: tuple[int, int]) -> bool:
    """Say whether a passage puts another official before who presides: "X joined …, with" (โดยมี) Y."""
    passage = key[slice(*span)]
    return passage.endswith("โดยมี") and "ร่วม" in passage and _PERSON_CUE.search(passage) is not None


def _named(key_a: str, key_b: str, gap: Replaced, cue: re.Pattern[str]) -> bool:
    one, other = key_a[slice(*gap.a)], key_b[slice(*gap.b)]
    if gap.size < RULES.named_min or ratio(one, other) >= _OTHER_NAME:
        return False
    before = key_a[max(0, gap.a[0] - BEFORE) : gap.a[0]]
    return bool(cue.search(before) or (cue.search(one) and cue.search(other)))
