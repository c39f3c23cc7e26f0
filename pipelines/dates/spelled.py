"""Numbers in Thai words: ``พุทธศักราชสองพันห้าร้อยหกสิบสาม``, and dates whose year is written so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.dates.atoms import Atom, day_atom, last_of_month, refused
from pipelines.dates.names import MONTHS, any_of
from pipelines.dates.years import ERA_MARK, read_year
from pipelines.records import Era

DIGITS = {
    "ศูนย์": 0, "หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4,
    "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9,
}  # fmt: skip
_TENS = {"สิบ": 10, "ร้อย": 100, "พัน": 1000}
_WORD = re.compile("|".join((*DIGITS, *_TENS)))
NUMBER = f"(?:{_WORD.pattern})"
THOUSANDS = "สองพัน"
"""Every year of an office since the first of them begins so; a text without it has no spelled year."""
_SPELLED = re.compile(
    f"(?:(?P<day>[0-9](?<![0-9]{{2}})[0-9]?|{NUMBER}{{1,4}}) ?(?:เดือน ?)?(?P<month>{any_of(MONTHS)}) ?)?"
    f"(?P<mark>{ERA_MARK})? ?(?P<year>{THOUSANDS}{NUMBER}{{1,8}})"
)


def read_spelled(text: str, _prior: Era | None) -> Iterator[Atom]:
    """Yield dates and years whose year is spelled out; without month or era mark it may count anything."""
    at = text.find(THOUSANDS)
    while at >= 0:
        match = next(filter(_is_dated, _SPELLED.finditer(text, max(0, at - 60), at + 80)), None)
        if match is not None and match.start("year") == at:
            yield _atom(match)
        at = text.find(THOUSANDS, at + 1)


def _is_dated(match: re.Match[str]) -> bool:
    return bool(match["month"] or match["mark"])


def _atom(match: re.Match[str]) -> Atom:
    year = read_year(str(number(match["year"])), match["mark"] or "")
    if year is None:
        return refused(match.span())
    if match["month"] is None:
        return Atom(match.span(), (year.value, 1, 1), (year.value, 12, 31), "year", year.era, "year")
    month, day = MONTHS[match["month"]], match["day"]
    if day is None:
        last = last_of_month(year.value, month)
        return Atom(match.span(), (year.value, month, 1), last, "month", year.era, "month")
    return day_atom(match.span(), [(year.value, month, number(day))], year.era, year.sure)


def number(words: str) -> int:
    """Read a number below 10,000, in Thai words or in digits: ``ยี่สิบเก้า`` is 29."""
    if words.isdigit():
        return int(words)
    total, pending = 0, 0
    for found in _WORD.finditer(words):
        if found[0] in _TENS:
            total, pending = total + (pending or 1) * _TENS[found[0]], 0
        else:
            pending = DIGITS[found[0]]
    return total + pending
