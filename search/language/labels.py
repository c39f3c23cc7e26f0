"""Titles and labels that are shortened to letters with dots: พล.อ., น.ส., อ.เมือง; read both ways.

Unlike names of offices (:mod:`search.language.abbreviations`) they mean this only with their dots, in front
of a name: ``นส`` is no title, and ``น.ส.3`` is a title deed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from search.language.abbreviations import replaced
from search.records import Expansion

TITLES: Mapping[str, str] = {
    "น.ส.": "นางสาว", "ด.ช.": "เด็กชาย", "ด.ญ.": "เด็กหญิง", "นพ.": "นายแพทย์", "พญ.": "แพทย์หญิง",
    "พล.อ.": "พลเอก", "พล.ท.": "พลโท", "พล.ต.": "พลตรี",
    "พ.อ.": "พันเอก", "พ.ท.": "พันโท", "พ.ต.": "พันตรี", "ร.อ.": "ร้อยเอก", "ร.ท.": "ร้อยโท", "ร.ต.": "ร้อยตรี",
    "จ.ส.อ.": "จ่าสิบเอก", "จ.ส.ต.": "จ่าสิบตำรวจ", "ด.ต.": "ดาบตำรวจ",
    "พล.ต.อ.": "พลตำรวจเอก", "พล.ต.ท.": "พลตำรวจโท", "พล.ต.ต.": "พลตำรวจตรี",
    "พ.ต.อ.": "พันตำรวจเอก", "พ.ต.ท.": "พันตำรวจโท", "พ.ต.ต.": "พันตำรวจตรี",
    "ร.ต.อ.": "ร้อยตำรวจเอก", "ร.ต.ท.": "ร้อยตำรวจโท", "ร.ต.ต.": "ร้อยตำรวจตรี",
}  # fmt: skip
"""Of people, as the Royal Society shortens them."""
LABELS: Mapping[str, str] = {"จ.": "จังหวัด", "อ.": "อำเภอ", "ต.": "ตำบล", "ถ.": "ถนน", "ก.": "กระทรวง"}
"""Of places, and of ministries."""

_CONSONANTS = "\u0e01-\u0e2e"
_THAI = "\u0e01-\u0e4e"
_SHORT_FORM = re.compile(f"[{_CONSONANTS}][.] *[{_THAI}0-9]")
"""A letter with a dot, and what goes on: พ.ร.บ., ม.33, จ.กระบี่."""
_ONE_LETTER = re.compile(f"[{_CONSONANTS}][.]")


def is_bare_letter(folded: str) -> bool:
    """Tell whether a folded text is one consonant, which nearly every text has in its words."""
    return re.fullmatch(f"[{_CONSONANTS}]", folded.strip()) is not None


def is_one_letter(folded: str) -> bool:
    """Tell whether a folded text is a letter with its dot: ``พ.`` stands alone, and is not the พ of ภาพ."""
    return _ONE_LETTER.fullmatch(folded.strip()) is not None


def is_short_form(folded: str) -> bool:
    """Tell whether a folded text begins with a shortened word: its first letter is no end of another one."""
    return _SHORT_FORM.match(folded) is not None


def variants(folded: str) -> Iterator[tuple[str, tuple[Expansion, ...]]]:
    """Yield a folded text with its titles and labels written out, and with them shortened."""
    yield from replaced(folded, _short(), _written_out().__getitem__, "abbreviation")
    yield from replaced(folded, _full(), _back().__getitem__, "full_form")


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@lru_cache(maxsize=1)
def _short() -> re.Pattern[str]:
    """A title before a name, or a label before one of two letters or more (ต.ค. is October)."""
    titles, labels = _alternatives(TITLES), _alternatives(LABELS)
    return re.compile(f"(?<![{_THAI}.])(?:(?:{titles})(?![0-9])|(?:{labels})(?=[{_THAI}]{{2}}))")


@lru_cache(maxsize=1)
def _full() -> re.Pattern[str]:
    titles, labels = (_alternatives(table.values()) for table in (TITLES, LABELS))
    return re.compile(f"(?<![{_THAI}])(?:(?:{titles})(?=[{_THAI}]{{2}}|$)|(?:{labels})(?=[{_THAI}]{{2}}))")


@lru_cache(maxsize=1)
def _written_out() -> dict[str, str]:
    return {**TITLES, **LABELS}


@lru_cache(maxsize=1)
def _back() -> dict[str, str]:
    return {full: short for short, full in _written_out().items()}
