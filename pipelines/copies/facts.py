"""The facts that tell issues of a series apart: numbers, months, provinces in their places, and dates.

A slot is a masked fact with the signs around it; issues of a series fill the same slots with other values
(dedup §1.2). Read lazily: only when two texts align well enough to be copies.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from pipelines.copies.key import BUDDHIST_YEARS, repair, without_addresses
from pipelines.moment import BE_OFFSET

LEFT, RIGHT = 10, 5
"""Masked characters of context that make a slot's name."""
MAX_BODY = 60_000
"""Characters read for facts; a digest of everybody's news needs no more to be told from a copy."""
MASK = "#"
_MONTHS = (
    ("มกราคม", "มค"), ("กุมภาพันธ์", "กพ"), ("มีนาคม", "มีค"), ("เมษายน", "เมย"), ("พฤษภาคม", "พค"),
    ("มิถุนายน", "มิย"), ("กรกฎาคม", "กค"), ("สิงหาคม", "สค"), ("กันยายน", "กย"), ("ตุลาคม", "ตค"),
    ("พฤศจิกายน", "พย"), ("ธันวาคม", "ธค"),
)  # fmt: skip
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_DIGITS = tuple(zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True))
_FORMAT = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SLASHED = re.compile(r"(?<![0-9/])([0-3]?[0-9])/([01]?[0-9])/(?:[0-9]{4}|[0-9]{2})(?![0-9/])")
_KEPT = re.compile(r"[^0-9a-zก-ฮะ-ฺเ-๎#]+")
_FULL_MONTHS = tuple(name for name, _ in _MONTHS)
# Abbreviations only with their dots, first and second: มค alone is no month.
_SHORT = "|".join(rf"{name[:-1]}\.\s?{name[-1]}\.?" for _, name in _MONTHS)
_SHORT_MONTH = re.compile(_SHORT)
_ENGLISH_MONTH = re.compile("|".join(_ENGLISH))
_AFTER = re.compile(r"\s[0-9]")
_NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
_LATIN = re.compile("[a-z]")
# Two digits after a month: 55 to 75 can only be the Buddhist era in what the web holds (2012 to 2032).
_SHORT_BUDDHIST = range(55, 76)


@dataclass(frozen=True, slots=True)
class Facts:
    """``slots``: values by masked surroundings. ``dates``: (day, month) pairs."""

    slots: dict[str, tuple[str, ...]]
    dates: frozenset[tuple[int, int]]
    title_mask: str
    title_values: tuple[str, ...]


def facts(title: str, body: str) -> Facts:
    """Read the facts of a text."""
    clean = _clean(body[:MAX_BODY])
    mask, values, places = _masked(clean)
    slots: defaultdict[str, list[str]] = defaultdict(list)
    for value, place in zip(values, places, strict=True):
        slots[mask[max(0, place - LEFT) : place] + MASK + mask[place + 1 : place + 1 + RIGHT]].append(value)
    title_mask, title_values, _ = _masked(_clean(title[:1_000]))
    return Facts(
        {name: tuple(found) for name, found in slots.items()}, _dates(clean), title_mask, title_values
    )


def conflicts(a: Facts, b: Facts) -> tuple[int, int]:
    """Count slots that both texts have, and those of them whose values differ: (conflicts, common)."""
    common = a.slots.keys() & b.slots.keys()
    return sum(_differ(a.slots[name], b.slots[name]) for name in common), len(common)


def _differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    # A shortened copy keeps a part of a slot's values: only values that exclude each other conflict.
    return not (set(one) <= set(other) or set(other) <= set(one))


def _clean(text: str) -> str:
    text = _FORMAT.sub("", without_addresses(text)).lower()
    for thai, arabic in _DIGITS:  # a tenth of the time of str.translate
        text = text.replace(thai, arabic)
    return repair(text)


def _masked(clean: str) -> tuple[str, tuple[str, ...], list[int]]:
    """Replace each fact by one sign; return the mask, the values, and where each stands in the mask."""
    parts, values, places, after, length, month = [], [], [], 0, 0, False
    for start, end, number in _found(clean):
        if start < after:
            continue
        before, found = clean[after:start], clean[start:end]
        between = _KEPT.sub("", before).replace(MASK, "")
        month_of = None if number else _month_numbers().get(_bare(found))
        parts.append(between)
        values.append(
            _number(found, after_month=month and not before.strip(" ."))
            if number
            else (f"m{month_of}" if month_of else found)
        )
        length += len(between)
        places.append(length)
        after, length, month = end, length + 1, month_of is not None
    parts.append(_KEPT.sub("", clean[after:]).replace(MASK, ""))
    return MASK.join(parts), tuple(values), places


def _found(clean: str) -> list[tuple[int, int, bool]]:
    """Where facts stand, in order: (start, end, number or not); of those at one place the longest first.

    One pass for each sort of fact: an alternation of all of them takes five times as long.
    """
    found = [(*match.span(), True) for match in _NUMBER.finditer(clean)]
    found += [(*match.span(), False) for match in _name_pattern().finditer(clean)]
    if "." in clean:
        found += [(*match.span(), False) for match in _SHORT_MONTH.finditer(clean)]
    if _LATIN.search(clean):
        found += [(*match.span(), False) for match in _ENGLISH_MONTH.finditer(clean) if _beside(match)]
    found.sort(key=lambda one: (one[0], -one[1]))
    return found


def _beside(match: re.Match[str]) -> bool:
    """Say whether a number stands beside an English month: "may" and "march" are words too."""
    before, after = match.string[max(0, match.start() - 2) : match.start()], match.string[match.end() :][:2]
    return _AFTER.fullmatch(after) is not None or _AFTER.fullmatch(before[::-1]) is not None


def _number(found: str, *, after_month: bool) -> str:
    number = found.replace(",", "").rstrip(".:")
    if not number.isdigit():
        return number
    value = int(number)
    if value in BUDDHIST_YEARS and len(number) == 4:
        value -= BE_OFFSET
    elif after_month and value in _SHORT_BUDDHIST and len(number) == 2:
        value += 2500 - BE_OFFSET
    return str(value)


def _dates(clean: str) -> frozenset[tuple[int, int]]:
    found = {(int(day), _month_numbers()[_bare(month)]) for day, month in _day_pattern().findall(clean)}
    found |= {(int(day), int(month)) for day, month in _SLASHED.findall(clean)}
    found |= {(int(day), _month_numbers()[month]) for month, day in _english_pattern().findall(clean)}
    return frozenset((day, month) for day, month in found if 1 <= day <= 31 and 1 <= month <= 12)


def _bare(month: str) -> str:
    return month.replace(".", "").replace(" ", "")


@cache
def _month_numbers() -> dict[str, int]:
    thai = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
    return thai | {name: number for number, name in enumerate(_ENGLISH, 1)}


@cache
def _name_pattern() -> re.Pattern[str]:
    """Months and provinces by their full Thai names, by their first letters: a third of the time."""
    from pipelines import provinces

    names = sorted((*_FULL_MONTHS, *(province.name_th for province in provinces.ALL)), key=len, reverse=True)
    rest: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        rest[name[0]].append(name[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(tails)})" for first, tails in rest.items()))


@cache
def _day_pattern() -> re.Pattern[str]:
    beside = "|".join(rf"{name}(?=\s[0-9])|(?<=[0-9]\s){name}" for name in _ENGLISH)
    months = "|".join((*_FULL_MONTHS, _SHORT, beside))
    return re.compile(rf"(?<![0-9])([0-3]?[0-9])\s{{0,3}}(?:เดือน\s?)?({months})")


@cache
def _english_pattern() -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(_ENGLISH)})\s([0-3]?[0-9])(?![0-9])")
