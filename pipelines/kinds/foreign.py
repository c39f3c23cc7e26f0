"""Is a Thai text about Thailand at all? Local sites carry machine-translated stories of other countries.

A text is foreign where another country's places, names and offices stand in it and hardly anything Thai does.
News of the Thai government abroad names Thailand over and over, so it stays.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from pipelines.text.beginnings import Beginnings, matches

LEAST = 3
"""Points another country needs: a word of its administration counts 2, a place or its name 1, each word at
most twice. On 20,000 releases of the Thai government this flags the share in docs/meaning.md."""
MOST_JUDGED = 100_000
"""Characters by which a text's country and language are judged: 30 pages say what they are about."""
_OF_ADMINISTRATION = 2
_PER_THAI_WORD = 6
"""Further points for each word of Thai affairs: a trade with Thailand does not make a story Thai."""
_MOST_THAI = 4
"""So many such words and the text is Thai, whatever else it names."""

_ASIDE = re.compile("\\(\\?(?:<?[=!][^)]*\\)|:[^)]*\\)\\?)")
"""What a word of a country, which is a pattern, has before it, behind it, or has not always."""
_HEAD = re.compile("(?:\\(\\?:)?([^][(){}\\\\.?*+^$ ]+)(?![?*{])")
"""How such a word begins; two letters at least."""

_THAI = re.compile(
    "ไทย|สยาม|กรุงเทพ|พระบาทสมเด็จพระ|สมเด็จพระ(?:นาง|กนิษ|เจ้า)|กรมประชาสัมพันธ์|องค์การบริหารส่วน"
    "|เทศบาล(?:ตำบล|เมือง|นคร)|ผู้ว่าราชการจังหวัด|นายอำเภอ|อำเภอเมือง|พระราชบัญญัติ|พ\\.ร\\.บ\\.|อบต\\.|อบจ\\."
    "|ครม\\.|รมว\\.|รมช\\.|ทำเนียบรัฐบาล|ราชกิจจา|สธ\\.|ป\\.ป\\.ช|กบข\\.|ดีอี"
    "|[Tt]hailand|[Tt]hai(?![a-z])|Bangkok"
)
"""Words that only Thai affairs use."""


@dataclass(frozen=True, slots=True)
class Country:
    """Words by which a Thai text names a country: ISO code, its name and places, its offices."""

    code: str
    places: re.Pattern[str]
    offices: re.Pattern[str]
    begins: Beginnings
    """How these words begin."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A country and why: the words that tell it."""

    country: str
    cues: tuple[str, ...]


def foreign(text: str, *, thai_places: int) -> Foreign | None:
    """The country a text is about, or None where it is Thailand's or tells nothing.

    Args:
        text: Headline and body.
        thai_places: How many places of Thailand it names with their level word.
    """
    text = text[:MOST_JUDGED]
    if thai_places or text.count("ไทย") >= _MOST_THAI:  # counting one word is 20 times cheaper
        return None
    thai = sum(1 for _ in islice(_THAI.finditer(text), _MOST_THAI))
    if thai == _MOST_THAI:
        return None
    scored = [(_points(country, text), country) for country in _named(text)]
    (points, cues), best = max(scored, key=lambda pair: pair[0][0], default=((0, ()), _countries()[0]))
    enough = points >= LEAST + _PER_THAI_WORD * thai and len(cues) > 1
    return Foreign(best.code, cues) if enough else None


def _points(country: Country, text: str) -> tuple[int, tuple[str, ...]]:
    places = [found[0] for found in matches(country.places, country.begins, text)]
    offices = [found[0] for found in matches(country.offices, country.begins, text)]
    points = sum(min(2, places.count(word)) for word in set(places))
    points += sum(_OF_ADMINISTRATION * min(2, offices.count(word)) for word in set(offices))
    return points, tuple(dict.fromkeys([*offices, *places]))[:8]


def _named(text: str) -> list[Country]:
    """The countries of which a word may stand in a text."""
    begins, heads = _heads()
    near: set[str] = set()
    for at in begins.at(text):
        near.update(code for head, code in heads.get(text[at : at + 2], ()) if text.startswith(head, at))
    return [country for country in _countries() if country.code in near]


@cache
def _heads() -> tuple[Beginnings, dict[str, list[tuple[str, str]]]]:
    """How the words of countries begin, and by two letters each beginning with its country's code."""
    by_letters: dict[str, list[tuple[str, str]]] = {}
    for country in _countries():
        for head in country.begins.words:
            by_letters.setdefault(head[:2], []).append((head, country.code))
    return Beginnings(*(head for some in by_letters.values() for head, _ in some)), by_letters


@cache
def _countries() -> tuple[Country, ...]:
    text = files("pipelines").joinpath("data/countries.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(_country(row["code"], _either(row["places"]), _either(row["offices"])) for row in rows)


def _country(code: str, places: re.Pattern[str], offices: re.Pattern[str]) -> Country:
    words = _ASIDE.sub("", f"{places.pattern}|{offices.pattern}").split("|")
    heads = (head[1] for word in words if (head := _HEAD.match(word)))
    return Country(code, places, offices, Beginnings(*heads))


def _either(words: str) -> re.Pattern[str]:
    return re.compile("|".join(word.strip() for word in words.split("|") if word.strip()) or "(?!)")
