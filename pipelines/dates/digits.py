"""Whole strings of digits: ``2563``, ``2561-2565``, ``2563-12``, ``20201229T063000Z``, ``1609223400``."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.dates.finder import find_in
from pipelines.dates.values import date_value
from pipelines.dates.window import EARLIEST
from pipelines.dates.years import read_year
from pipelines.moment import BANGKOK
from pipelines.records import DateValue
from pipelines.text import fold

_YEAR = re.compile("(?:(?:เมื่อ|ใน)?ปี ?(?P<short>[0-9]{2})|(?:(?:เมื่อ|ใน)?ปี ?)?(?P<digits>[0-9]{4}))")
_YEARS = re.compile("(?:ปี ?)?(?P<since>[0-9]{4}) ?(?:-|ถึง) ?(?P<until>[0-9]{4})")
_YEAR_MONTH = re.compile("(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
_PACKED = re.compile(
    "(?P<year>[0-9]{4})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?P<time>t[0-9]{4,6}z?)?"
)
_EPOCH = re.compile("(?P<seconds>[0-9]{10})(?:[0-9]{3})?")


def read_digits(text: str, folded: str, now: datetime) -> DateValue | None:
    """Read a string of digits: a year, years, a month, a packed day or moment, seconds since 1970."""
    if match := _YEAR.fullmatch(folded):
        year = read_year(match["digits"] or match["short"])
        return date_value(f"{year.value:04}", "year", year.era, "year", text) if year else None
    if match := _YEARS.fullmatch(folded):
        return _span_of_years(match, text)
    if match := _YEAR_MONTH.fullmatch(folded):
        return _month(match, text)
    if match := _PACKED.fullmatch(folded):
        return _packed(match, text)
    if match := _EPOCH.fullmatch(folded):
        moment = datetime.fromtimestamp(int(match["seconds"]), BANGKOK)
        likely = EARLIEST <= moment.date() <= (now + timedelta(days=366)).date()
        return date_value(f"{moment:%Y-%m-%dT%H:%M}", "minute", "CE", "epoch", text) if likely else None
    return None


def _month(match: re.Match[str], text: str) -> DateValue | None:
    year = read_year(match["year"])
    return date_value(f"{year.value}-{match['month']}", "month", year.era, "month", text) if year else None


def _span_of_years(match: re.Match[str], text: str) -> DateValue | None:
    since, until = read_year(match["since"]), read_year(match["until"])
    if since is None or until is None or since.era != until.era or since.value >= until.value:
        return None
    return date_value(f"{since.value}-01-01/{until.value}-12-31", "range", since.era, "year", text)


def _packed(match: re.Match[str], text: str) -> DateValue | None:
    """Read ISO 8601's basic form by writing it out."""
    parts = f"{match['year']}-{match['month']}-{match['day']}"
    if time := match["time"]:
        parts += f"t{time[1:3]}:{time[3:5]}:00{'z' if time.endswith('z') else ''}"
    found = find_in(fold.Folded(parts, range(len(parts))), parts)
    return replace(found[0].date, raw=text.strip(), method="text:packed") if found else None
