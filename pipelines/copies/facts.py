"""The facts that tell issues of a series apart: numbers, months, provinces in their places, and dates.

A slot is a masked fact with the signs around it; issues of a series fill the same slots with other values
(dedup §1.2). Read lazily: only when two texts align well enough to be copies.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from pipelines.copies.key import BUDDHIST_OFFSET, repair, without_addresses

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
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_FORMAT = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SLASHED = re.compile(r"(?<![0-9/])([0-3]?[0-9])/([01]?[0-9])/(?:[0-9]{4}|[0-9]{2})(?![0-9/])")
_KEPT = re.compile(r"[^0-9a-zก-ฮะ-ฺเ-๎#]+")
_BUDDHIST = range(2400, 2600)
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
    text = _FORMAT.sub("", without_addresses(text)).translate(_THAI_DIGITS).lower()
    return repair(text)


def _masked(clean: str) -> tuple[str, tuple[str, ...], list[int]]:
    """Replace each fact by one sign; return the mask, the values, and where each stands in the mask."""
    parts, values, after, month = [], [], 0, False
    for match in _fact_pattern().finditer(clean):
        value, is_month = _value(match, after_month=month and not clean[after : match.start()].strip(" ."))
        between = _KEPT.sub("", clean[after : match.start()].replace(MASK, ""))
        parts.append(between + MASK)
        values.append(value)
        after, month = match.end(), is_month
    parts.append(_KEPT.sub("", clean[after:].replace(MASK, "")))
    mask = "".join(parts)
    return mask, tuple(values), [at for at, sign in enumerate(mask) if sign == MASK]


def _value(match: re.Match[str], *, after_month: bool) -> tuple[str, bool]:
    if match.lastgroup != "number":
        month = _month_numbers().get(match.group().replace(".", "").replace(" ", ""))
        return (f"m{month}" if month else match.group()), month is not None
    number = match.group().replace(",", "").rstrip(".:")
    if number.isdigit():
        value = int(number)
        if value in _BUDDHIST and len(number) == 4:
            return str(value - BUDDHIST_OFFSET), False
        if after_month and value in _SHORT_BUDDHIST and len(number) == 2:
            return str(value + 2500 - BUDDHIST_OFFSET), False
        return str(value), False
    return number, False


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
def _month_alternatives() -> str:
    # Abbreviations only with their dots, first and second: มค alone is no month.
    names = [name for name, _ in _MONTHS]
    short = [rf"{abbreviation[:-1]}\.\s?{abbreviation[-1]}\.?" for _, abbreviation in _MONTHS]
    # "may" and "march" are words too: English months count beside a number only.
    english = [rf"{name}(?=\s[0-9])|(?<=[0-9]\s){name}" for name in _ENGLISH]
    return "|".join(names + short + english)


@cache
def _day_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9])([0-3]?[0-9])\s{{0,3}}(?:เดือน\s?)?({_month_alternatives()})")


@cache
def _english_pattern() -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(_ENGLISH)})\s([0-3]?[0-9])(?![0-9])")


@cache
def _fact_pattern() -> re.Pattern[str]:
    from pipelines import provinces

    names = sorted((province.name_th for province in provinces.ALL), key=len, reverse=True)
    return re.compile(
        rf"(?P<number>[0-9]+(?:[.,:][0-9]+)*)|(?P<month>{_month_alternatives()})|(?P<province>{'|'.join(names)})"
    )
