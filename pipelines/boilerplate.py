"""Tell a page's furniture from its text: vote widgets, share buttons, comment forms, injected gambling.

Every rule names whole lines (``data/furniture.txt``); a line that says anything else stays. What is taken out
is returned, not lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from pipelines.text.beginnings import Beginnings


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Lines of text, lines of furniture (in order), and lines of injected gambling."""

    lines: tuple[str, ...]
    furniture: tuple[str, ...]
    spam: tuple[str, ...]


_RELATED = re.compile(
    "(?:ข่าว|เรื่อง|บทความ|เนื้อหา|กิจกรรม|ประกาศ|โพสต์)(?:ที่)?"
    "(?:น่าติดตาม|น่าสนใจ|เกี่ยวข้อง|ใกล้เคียง|แนะนำ|ล่าสุด|อื่น ?ๆ|ยอดนิยม)"
    "|ข่าวเด่น(?:วันนี้)?|[Rr]elated (?:[Pp]osts?|[Nn]ews|[Aa]rticles?)|[Rr]ecent (?:[Pp]osts?|[Nn]ews)"
    "|[Yy]ou may also like.{0,10}"
)
"""Heading of a list of other pages: what follows it, to the end, is not this page's."""
_MOST_RELATED = 200
"""Characters a line of such a list may have; a longer one is a paragraph, so the heading was none."""

_AGAINST = re.compile(
    "จับกุม|ผู้ต้องหา|ปราบปราม|ปิดกั้น|ผิดกฎหมาย|ตำรวจ|ดำเนินคดี|ศาล|ตรวจค้น|ร่างกฎหมาย|พระราชบัญญัติ|พ\\.ร\\.บ\\.|สถานบันเทิง"
)
"""A line that says this speaks about gambling; it does not advertise it."""
_WEIGHS, _IS_MOST = 0.15, 1 / 3
"""Shares of a line's characters: no line of 20,000 releases is above the first, injected blocks are."""
_HINTS = ("สล็อต", "บาคาร่า", "คาสิโน", "แทงบอล", "พนันบอล", "หวย", "เครดิตฟรี", "เว็บตรง", "แตกง่าย")
_HINTS_LATIN = ("slot", "ufa", "casino", "joker", "baccarat", "gacor", "judi", "togel", "kiss", "gaming")
"""One of these is in nearly every advertisement; to look for them first makes it 8 times faster."""
_LONGEST = 220
"""Characters a line of furniture may have; ornaments may be longer."""
_COUNT = r"(?: ?[:：]? ?\(?[\d๐-๙][\d๐-๙,.]*\)?(?: ?(?:ครั้ง|คน|views?|hits?))?)?"


def clean(lines: Sequence[str]) -> Cleaned:
    """Sort the lines of a text; blank lines vanish."""
    text: list[str] = []
    furniture: list[str] = []
    spam: list[str] = []
    end, promoting = related_from(lines), _may_promote("\n".join(lines))
    for index, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            continue
        if index >= end or is_furniture(line):
            furniture.append(line)
        elif promoting and is_promotion(line):
            spam.append(line)
        else:
            text.append(line)
    return Cleaned(tuple(text), tuple(furniture), tuple(spam))


def is_furniture(line: str) -> bool:
    """True for a line that is nothing but a page's furniture."""
    if len(line) > _LONGEST:
        return not any(char.isalnum() for char in line)
    return _rules("furniture").fullmatch(line) is not None


def is_promotion(line: str) -> bool:
    """True for a line that advertises gambling: three of its words, two that weigh, or one that is most."""
    lowered = line.lower()
    if not any(hint in lowered for hint in _HINTS + _HINTS_LATIN):
        return False
    words = {found[0].lower().strip() for found in _rules("gambling").finditer(line)}
    if not words or _AGAINST.search(line):
        return False
    kinds, share = len({word[:4] for word in words}), sum(map(len, words)) / len(line)
    return kinds > 2 or (kinds > 1 and share > _WEIGHS) or share > _IS_MOST


def _may_promote(text: str) -> bool:
    """Say whether a line of a text may advertise gambling; nearly none does, and one look at all tells it."""
    # Their lower case holds more than the letter, or another: what is written with them is looked at in full.
    return "\u0130" in text or "\u212a" in text or bool(_hints().at(text))


@cache
def _hints() -> Beginnings:
    """How hints begin, Latin ones in every case."""
    latin = (each for hint in _HINTS_LATIN for each in product(*((char, char.upper()) for char in hint[:4])))
    return Beginnings(*_HINTS, *map("".join, latin))


def related_from(lines: Sequence[str]) -> int:
    """Index of the heading of a list of other pages at the text's end; ``len(lines)`` if there is none."""
    for index, line in enumerate(lines):
        if _RELATED.fullmatch(line.strip().rstrip(":：")):
            rest = lines[index + 1 :]
            if all(len(other) <= _MOST_RELATED for other in rest):
                return index
    return len(lines)


@cache
def _rules(name: str) -> re.Pattern[str]:
    """The alternatives of ``data/<name>.txt`` as one pattern; none holds another's loop, so it is linear."""
    text = files("pipelines").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    rules = [line for line in text.splitlines() if line and not line.startswith("#")]
    return re.compile("|".join(f"(?:{rule})" for rule in rules).replace("{n}", _COUNT), re.IGNORECASE)
