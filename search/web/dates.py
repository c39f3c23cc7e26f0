"""Dates as people read them: both eras, never more precise than the page was."""

from __future__ import annotations

from datetime import datetime

from pipelines.moment import BANGKOK, BE_OFFSET
from pipelines.records import DateValue
from search.web.words import Words


def shown(words: Words, date: DateValue | None) -> str:
    """``29 ธ.ค. 2563 (2020-12-29)`` in Thai, ``29 Dec 2020 (BE 2563)`` in English."""
    return date_text(words, date.value) if date else words("date.none")


def date_text(words: Words, value: str) -> str:
    """Say an ISO date of any precision, or a range ``start/end``, in both eras."""
    parts = value.split("/")
    said = words("date.until").join(_one(words, part) for part in parts)
    return f"{said} ({_other_era(words, parts)})"


def period_text(words: Words, key: str) -> str:
    """Say the key of a histogram's bucket (year, month, week or day) in the language's own era alone."""
    year, week, number = key.partition("-W")
    return words("date.week", week=str(int(number)), year=_one(words, year)) if week else _one(words, key)


def both_eras(words: Words, key: str) -> str:
    """Say the key of a histogram's bucket in both eras: ``ธ.ค. 2563 (2020-12)``, ``Dec 2020 (BE 2563)``."""
    if "W" not in key:
        return date_text(words, key)
    other = key if words.language == "th" else _other_era(words, [key])
    return f"{period_text(words, key)} ({other})"


def moment(words: Words, iso: str) -> str:
    """Say a moment in Asia/Bangkok, to the minute."""
    local = datetime.fromisoformat(iso).astimezone(BANGKOK)
    return date_text(words, local.strftime("%Y-%m-%dT%H:%M"))


def day(words: Words, iso: str) -> str:
    """Say the day of a moment in Asia/Bangkok, in both eras."""
    return date_text(words, datetime.fromisoformat(iso).astimezone(BANGKOK).strftime("%Y-%m-%d"))


def _one(words: Words, value: str) -> str:
    date, _, time = value.partition("T")
    year, *rest = date.split("-")
    said = [str(int(year) + BE_OFFSET) if words.language == "th" else year]
    if rest:
        said.insert(0, words("date.months").split()[int(rest[0]) - 1])
    if len(rest) > 1:
        said.insert(0, str(int(rest[1])))
    if time:
        said.append(words("date.clock", time=time[:5]))
    return " ".join(said)


def _other_era(words: Words, parts: list[str]) -> str:
    if words.language == "th":
        return "/".join(part.partition("T")[0] for part in parts)
    years = dict.fromkeys(str(int(part[:4]) + BE_OFFSET) for part in parts)
    return "BE " + "–".join(years)
