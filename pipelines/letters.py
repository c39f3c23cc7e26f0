"""Read the head of an official letter (หนังสือราชการ): urgency, number, addressees, references, sender.

The form is set by the Office of the Prime Minister's regulation on records (ระเบียบงานสารบรรณ พ.ศ. 2526).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines import provinces
from pipelines.records import Letter
from pipelines.text.characters import DIGITS

_ARABIC = str.maketrans(DIGITS)
_HEAD = 12
"""Lines at the top in which the number must stand."""

_URGENCY = re.compile(r"^\W*(?:ชั้นความเร็ว ?[:：]? ?)?(?P<urgency>ด่วนที่สุด|ด่วนมาก|ด่วน)(?:\W|$)")
_CODE = r"(?P<code>[ก-ฮ]{1,5}(?: ?\.[ก-ฮ]{1,5}){0,2}\.?)"
_NUMBER = re.compile(
    rf"(?:^|\s)ที่ ?[:：]? ?{_CODE} ?(?P<digits>\d{{3,6}}(?:[.,]\d{{1,4}}){{0,4}})"
    r"(?P<rest>(?: ?[/.] ?(?:ว(?:\([ก-ฮ]\))? ?\.? ?)?\d{0,7}(?: ?\(\d{1,4}\))?)?)"
)
"""``ที่ ลพ ๐๐๑๗.๒/ว``, ``ที่ มท 0810.6/ว 1234``: the office's code, its file-plan number, a running number."""
_LABEL = re.compile(
    "^(?P<label>เรื่อง|เรียน|ถึง|กราบเรียน|นมัสการ|อ้างถึง|สิ่งที่ส่งมาด้วย|จาก|ส่วนราชการ|วันที่|โทร)"
    r"[ :：]*(?P<text>\S.*)$"
)
_ITEM = re.compile(r"^(?:\(?\d{1,2}[.)]|[-•]) ?(?P<text>.+)$")
_INLINE_ITEM = re.compile(r"(?:^| )\d{1,2}[.)] ?")
_GROUPS = re.compile(r" ?[,，/] ?| และ(?=\S)|\s+และ\s*|\s+")
_JOINED_TO_LAST = re.compile("^(?:ทุก|ใน|ที่(?!ว่าการ|ทำการ)|ประจำ|ตาม|จังหวัด|เขต|สังกัด|ทั้ง|แห่ง|\\()")
"""A part after a space that goes on with the group before it: ``นายอำเภอ ทุกอำเภอ``."""
_PERSON = re.compile(r"^(?:นาย|นาง|นางสาว|น\.ส\.|ดร\.)(?!อำเภอ|ก)\S+$")
_SENDER = re.compile(
    "^(?P<office>สำนักงาน|ที่ว่าการ|องค์การบริหารส่วน|เทศบาล|กรม|กระทรวง|สำนัก|ศูนย์|ที่ทำการ|มหาวิทยาลัย|โรงพยาบาล|แขวง|อบต\\.|อบจ\\.)"
)
_HALL = re.compile("^ศาลากลาง(?P<office>จังหวัด)")
"""The head of a province's letter: the province itself sends it where no office signs."""
_SENDER_LONGEST = 80


def read(body: str) -> Letter | None:
    """Read the letter's head, or return None for a text that has no letter number at its top.

    Args:
        body: Display text, a line for each line of the letter.
    """
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    if not _addressed(lines):
        return None
    top = [line.translate(_ARABIC) for line in lines[:_HEAD]]
    number = next((found for line in top for found in [_number(line)] if found), None)
    if number is None:
        return None
    return Letter(
        urgency=next((found["urgency"] for line in top for found in [_URGENCY.match(line)] if found), None),
        number=number,
        issuer=sender(lines, number),
        addressees=_addressees(lines),
        references=_references(lines),
    )


def normal(text: str) -> str | None:
    """Give the letter number in ``text`` its one form: ``ที่ ลพ ๐๐๑๗.๒ /ว ๑๒`` is ``ลพ 0017.2/ว 12``."""
    return _number(text.translate(_ARABIC))


def subject(body: str) -> str | None:
    """What the letter says it is about (เรื่อง), if it says."""
    for line in body.split("\n")[: 2 * _HEAD]:
        found = _LABEL.match(line.strip())
        if found and found["label"] == "เรื่อง" and found["text"]:
            return found["text"]
    return None


def province_of(number: str | None) -> str | None:
    """DOPA code of the province whose letters carry this number, if a province's do (ลพ = Lamphun)."""
    province = provinces.by_letter(number.split(" ")[0].rstrip(".")) if number else None
    return province.code if province else None


def sender(lines: Sequence[str], number: str | None = None) -> str | None:
    """Return the office that signs: the first line that begins as an office, made whole by its province.

    ``สำนักงานจังหวัด`` under a letter ``ลพ …`` is ``สำนักงานจังหวัดลำพูน``.
    """
    for pattern in (_SENDER, _HALL):
        for line in lines[1:]:
            found = pattern.match(line)
            if found and len(line) <= _SENDER_LONGEST and _number(line.translate(_ARABIC)) is None:
                return _whole(line[found.start("office") :], number)
    return None


def _whole(office: str, number: str | None) -> str:
    code = province_of(number)
    if code and office.endswith("จังหวัด"):
        return office + provinces.by_code(code).name_th
    return office


def _number(line: str) -> str | None:
    found = _NUMBER.search(line)
    if found is None:
        return None
    code = found["code"].replace(" ", "")
    rest = re.sub(r"ว(\([ก-ฮ]\))?\.?(?=\d)", r"ว\1 ", found["rest"].replace(" ", "")).rstrip(" /.")
    return f"{code} {found['digits'].replace(',', '.')}{rest}"


def _addressed(lines: Sequence[str]) -> bool:
    """A letter names who it is for, or refers to another; an article that quotes a number does not."""
    labels = {found["label"] for line in lines[: 2 * _HEAD] for found in [_LABEL.match(line)] if found}
    return bool(labels & {"เรียน", "ถึง", "กราบเรียน", "นมัสการ", "อ้างถึง"})


def _addressees(lines: Sequence[str]) -> tuple[str, ...]:
    for line in lines[: 2 * _HEAD]:
        found = _LABEL.match(line)
        if found and found["label"] in ("เรียน", "ถึง", "กราบเรียน", "นมัสการ"):
            return _split_groups(found["text"])
    return ()


def _split_groups(text: str) -> tuple[str, ...]:
    groups: list[str] = []
    for part in filter(None, _GROUPS.split(text.strip())):
        if groups and (_JOINED_TO_LAST.match(part) or _PERSON.match(groups[-1])):
            groups[-1] += f" {part}"
        else:
            groups.append(part)
    return tuple(groups)


def _references(lines: Sequence[str]) -> tuple[str, ...]:
    """What อ้างถึง lists: one line, or numbered items on it and on the lines below; digits are Arabic."""
    found: list[str] = []
    reading = False
    for line in (raw.translate(_ARABIC) for raw in lines[: 3 * _HEAD]):
        label = _LABEL.match(line)
        if label:
            reading = label["label"] == "อ้างถึง"
            found += _items(label["text"]) if reading else []
        elif reading:
            item = _ITEM.match(line)
            reading = item is not None
            found += [item["text"]] if item else []
    return tuple(found)


def _items(text: str) -> list[str]:
    parts = _INLINE_ITEM.split(text) if _ITEM.match(text) else [text]
    return [part.strip() for part in parts if part.strip()]
