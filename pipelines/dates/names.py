"""Names of months and weekdays as Thai pages write them, in folded text (lower case, single spaces)."""

from __future__ import annotations

import re

FULL_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_SPOKEN = (
    "มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
)  # fmt: skip
_LETTERS = ("ม ค", "ก พ", "มี ค", "เม ย", "พ ค", "มิ ย", "ก ค", "ส ค", "ก ย", "ต ค", "พ ย", "ธ ค")
SHORT_MONTHS = tuple(".".join((*letters.split(), "")) for letters in _LETTERS)
ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# Spellings met in the releases of thaigov (../shared/data), by month.
_MISSPELT = {
    2: ("กุมภาพันธุ์", "กุมพาพันธ์", "กุมภาพันธ", "กุมภาพัน"),
    5: ("พฤกษภาคม", "พฤษาภาคม"),
    7: ("กรกฏาคม", "กรกฏา"),
    11: ("พฤษจิกายน", "พฤศจิกายาน", "พฤจิกายน"),
    12: ("ธันวามคม",),
}
_WEEKDAYS = (
    ("จันทร์",), ("อังคาร",), ("พุธ",), ("พฤหัสบดี", "พฤหัสดี", "พฤหัสฯ", "พฤหัส"), ("ศุกร์", "ศุกร็"),
    ("เสาร์",), ("อาทิตย์",),
)  # fmt: skip
_WEEKDAY_LETTERS = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")
_ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _months() -> dict[str, int]:
    table: dict[str, int] = {}
    for number, (full, spoken, letters, english) in enumerate(
        zip(FULL_MONTHS, _SPOKEN, _LETTERS, ENGLISH_MONTHS, strict=True), start=1
    ):
        first, second = letters.split()
        dotted = (
            f"{first}.{second}.",
            f"{first}. {second}.",
            f"{first}.{second}",
            f"{first}{second}.",
            f"{first} .{second}.",
        )
        short = (
            (english[:3], f"{english[:3]}.", "sept", "sept.")
            if number == 9
            else (english[:3], f"{english[:3]}.")
        )
        names = (full, spoken, *dotted, first + second, english, *short, *_MISSPELT.get(number, ()))
        table.update(dict.fromkeys(names, number))
    return table


MONTHS: dict[str, int] = _months()
"""Every known writing of a month's name and its number."""

THAI_ABBREVIATED = frozenset(name for name in MONTHS if "." in name and not name.isascii())

WEEKDAYS: dict[str, int] = {
    **{name: day for day, names in enumerate(_WEEKDAYS) for name in names},
    **{name: day for day, name in enumerate(_WEEKDAY_LETTERS)},
    **{name: day for day, name in enumerate(_ENGLISH_WEEKDAYS)},
    **{name[:3]: day for day, name in enumerate(_ENGLISH_WEEKDAYS)},
}
"""Every known writing of a weekday's name and its number, Monday being 0 as in :meth:`date.weekday`."""


COUNTED = "(?:ครั้ง|สัปดาห์|ระยะ|ฉบับ|งวด|รุ่น|รอบ|ปี|หมู่|เล่ม|ชุด|ลำดับ|อันดับ|เฟส|ข้อ|ตอน|วาระ|วงรอบ)ที่ ?"
"""Words before the number of something that is no day: ``ครั้งที่ 3 เดือนมกราคม 2564`` is a month."""
WORD_BEFORE = 16
"""Characters that a word before a number, and the number, have at most."""


def any_of(names: dict[str, int]) -> str:
    """Make a pattern of the names, longest first; a name that ends in a letter ends where the word does.

    A full Thai month may be followed by anything (``ธันวาคมนี้``); a spoken one may not: ``ตุลา`` begins ตุลาการ.
    Common beginnings are shared: tried one by one, a hundred names cost eight times as much per character.
    """
    return _tree({name: _end(name) for name in names})


def _tree(ends: dict[str, str]) -> str:
    """Make a pattern of names, each with what must follow it, branching letter by letter."""
    branches = []
    for head in sorted({name[0] for name in ends if name}):
        below = {name[1:]: end for name, end in ends.items() if name.startswith(head)}
        branches.append(re.escape(head) + _tree(below))
    if "" in ends:
        branches.append(ends[""])
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _end(name: str) -> str:
    if name.endswith(".") or name in FULL_MONTHS or (name in WEEKDAYS and not name.isascii()):
        return ""
    return "(?![a-z])" if name.isascii() else "(?![\u0e01-\u0e4e])"
