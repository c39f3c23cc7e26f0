"""Read a string that is a date as a whole: a page's date line, a feed's field, an argument."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal

from pipelines.dates.finder import Found, find_in
from pipelines.dates.leftovers import read_leftover
from pipelines.dates.relative import BANGKOK, Relative, read_relative
from pipelines.dates.worded import WEEKDAY
from pipelines.dates.years import read_year
from pipelines.records import DateValue, Era, Precision, require_zone
from pipelines.text import fold

Use = Literal["published", "event", "deadline", "order"]

EARLIEST = date(1995, 1, 1)
"""No Thai government site published on the web before."""
AHEAD = timedelta(days=2)
"""How far ahead of now a publishing date may be: clocks and zones are off by a day, not by more."""

_LONGEST = 200  # characters; a longer string is a text
_MOST_WORDS = 60  # characters around the date; more are a sentence that holds one
_LABELS = (
    "published|posted|updated|created|written|last|modified|date|on|at|by|is|was|"
    "เผยแพร่|เมื่อวันที่|เมื่อ|โพสต์|โพสท์|โพส|ประกาศ|ลงวันที่|วันที่|วัน|ที่|ณ|ลง|ข่าว|สร้าง|ปรับปรุง|ล่าสุด|อัพเดท|อัปเดต|แก้ไข|"
    "ประจำ|เดือน|ปี|ระหว่าง|ตั้งแต่|ใน|ของ|ข้อมูล|เวลา|พ\\.ศ\\.|ถึง|บัดนี้|เป็นต้นไป|ภายใน|หมดเขต|น\\."
)
# Possessive: a label that is also the beginning of another would else be tried in every combination.
_LABEL = re.compile(f"(?:{_LABELS}|[ \n:;,.|()\\[\\]/*_=+•~-])*+")
_WEEKDAY = re.compile(f"(?:วัน ?)?{WEEKDAY} ?(?:ที่)?[ ,(]*\\Z")
_OTHER_YEAR = re.compile("^\\([^0-9()]{0,8}[0-9]{4}\\)")
_YEAR = re.compile("(?:(?:เมื่อ|ใน)?ปี ?)?(?P<digits>[0-9]{4})")
_YEARS = re.compile("(?:ปี ?)?(?P<since>[0-9]{4}) ?(?:-|ถึง) ?(?P<until>[0-9]{4})")
_YEAR_MONTH = re.compile("(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
_PACKED = re.compile("(?P<year>[0-9]{4})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])")
_EPOCH = re.compile("(?P<seconds>[0-9]{10})(?:[0-9]{3})?")


def read(text: str, *, now: datetime, kind: Use | None = None) -> DateValue | None:
    """Read a date that is the whole string, but for labels like ``เผยแพร่:`` around it.

    Args:
        text: The string.
        now: The moment it was written or fetched, with a zone; relative words count from it.
        kind: What the date is for; ``published`` refuses what no page can have been published on.

    Returns:
        The date, or None where there is none, more than one, or not a possible one.
    """
    require_zone(now)
    folded = fold.search_map(text[: 4 * _LONGEST])
    if not folded.text or len(folded.text) > _LONGEST:
        return None
    value = _read(text, folded, now)
    if value is None or (kind == "published" and not in_window(value, now)):
        return None
    return value


def in_window(value: DateValue, now: datetime) -> bool:
    """Tell whether a page can have been published then: 1995 to two days from now."""
    first = value.value.split("/")[0]
    try:
        day = date.fromisoformat((first + "-01-01")[:10])
    except ValueError:
        return False
    return EARLIEST <= day <= (now.astimezone(BANGKOK) + AHEAD).date()


def _read(text: str, folded: fold.Folded, now: datetime) -> DateValue | None:
    found = find_in(folded, text)
    if found:
        return found[0].date if _is_one(found) and _only_labels(folded.text, found[0]) else None
    return _number(text, folded.text) or _from_now(text, folded.text, now)


def _is_one(found: tuple[Found, ...]) -> bool:
    """Tell whether all that follow the first only repeat its year, as in ``2020 (พ.ศ. 2563)``."""
    return all(other.kind == "year" and other.first.year == found[0].first.year for other in found[1:])


def is_alone(folded: str, found: Found) -> bool:
    """Tell whether nothing but labels, signs and the weekday stands around a date of a folded text."""
    before, after = _around(folded, found)
    return _LABEL.fullmatch(_WEEKDAY.sub("", before)) is not None and _LABEL.fullmatch(after) is not None


def _only_labels(folded: str, found: Found) -> bool:
    """Tell whether the string is a date with words around it: few, and without a number.

    Only a day may have words that are no labels (a name after "by"); a year within words is no date.
    """
    if is_alone(folded, found):
        return True
    around = "".join(_around(folded, found))
    return found.kind == "day" and len(around) <= _MOST_WORDS and not any(map(str.isdigit, around))


def _around(folded: str, found: Found) -> tuple[str, str]:
    """Give what stands before and after, without the same year in the other era."""
    begin, end = found.folded
    return folded[:begin], _OTHER_YEAR.sub("", folded[end:].lstrip())


def _number(text: str, folded: str) -> DateValue | None:
    """Read a string of digits: a year, a packed day, seconds since 1970."""
    if match := _YEAR.fullmatch(folded):
        year = read_year(match["digits"])
        return _value(f"{year.value:04}", "year", year.era, "year", text) if year else None
    if match := _YEARS.fullmatch(folded):
        return _span_of_years(match, text)
    if match := _YEAR_MONTH.fullmatch(folded):
        year = read_year(match["year"])
        return _value(f"{year.value:04}-{match['month']}", "month", year.era, "month", text) if year else None
    if match := _PACKED.fullmatch(folded):
        return _packed(match, text)
    if match := _EPOCH.fullmatch(folded):
        moment = datetime.fromtimestamp(int(match["seconds"]), BANGKOK)
        return (
            _value(f"{moment:%Y-%m-%dT%H:%M}", "minute", "CE", "epoch", text) if moment.year >= 1995 else None
        )
    return None


def _span_of_years(match: re.Match[str], text: str) -> DateValue | None:
    since, until = read_year(match["since"]), read_year(match["until"])
    if since is None or until is None or since.era != until.era or since.value >= until.value:
        return None
    return _value(f"{since.value}-01-01/{until.value}-12-31", "range", since.era, "year", text)


def _packed(match: re.Match[str], text: str) -> DateValue | None:
    year = read_year(match["year"])
    if year is None:
        return None
    try:
        day = date(year.value, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return _value(day.isoformat(), "day", year.era, "packed", text)


def _from_now(text: str, folded: str, now: datetime) -> DateValue | None:
    """Read what counts from now; then what only dateparser reads."""
    for part in dict.fromkeys((folded, _without_labels(folded))):
        relative = read_relative(part, now)
        if relative is not None:
            return _relative(relative, text)
    left = read_leftover(folded, now)
    if left is None:
        return None
    moment, timed = left
    form = "%Y-%m-%dT%H:%M" if timed else "%Y-%m-%d"
    return _value(moment.strftime(form), "minute" if timed else "day", "CE", "dateparser", text, 0.6)


def _without_labels(folded: str) -> str:
    match = _LABEL.match(folded)
    return folded[match.end() :].strip(" |:") if match else folded


def _relative(relative: Relative, text: str) -> DateValue:
    form = {"minute": "%Y-%m-%dT%H:%M", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[relative.precision]
    return _value(relative.moment.strftime(form), relative.precision, "CE", "relative", text, 0.9)


def _value(
    value: str,
    precision: Precision,
    era: Era,
    what: str,
    text: str,
    sure: float = 1.0,
) -> DateValue:
    return DateValue(
        value=value, precision=precision, era=era, method=f"text:{what}", raw=text.strip(), confidence=sure
    )
