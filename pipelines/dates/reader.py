"""Read a string that is a date as a whole: a page's date line, a feed's field, an argument."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from pipelines.dates.digits import read_digits
from pipelines.dates.finder import Found, find_in, tells_year
from pipelines.dates.leftovers import read_leftover
from pipelines.dates.relative import Relative, read_relative
from pipelines.dates.values import date_value
from pipelines.dates.window import in_window
from pipelines.dates.worded import WEEKDAY
from pipelines.dates.years import read_year
from pipelines.moment import BANGKOK
from pipelines.records import DateValue, Era, require_zone
from pipelines.text import fold

Use = Literal["published", "event", "deadline", "order"]

LONGEST = 200  # characters; a longer string is a text
_MOST_WORDS = 60  # characters around the date; more are a sentence that holds one
_LABELS = (
    "published|posted|updated|created|written|last|modified|date|on|at|by|is|was|"
    "เผยแพร่|เมื่อวันที่|เมื่อ|โพสต์|โพสท์|โพส|ประกาศ|ลงวันที่|วันที่|วัน|ที่|ณ|ลง|ข่าว|สร้าง|ปรับปรุง|ล่าสุด|อัพเดท|อัปเดต|แก้ไข|"
    "(?:ขึ้น|แรม) ?[0-9]{1,2} ?ค่ำ ?(?:เดือน ?[0-9]{1,2})?|"
    "ปี(?:ชวด|ฉลู|ขาล|เถาะ|มะโรง|มะเส็ง|มะเมีย|มะแม|วอก|ระกา|จอ|กุน)|ตรงกับ|"
    "ประจำ|เดือน|ปี|ระหว่าง|ตั้งแต่|ใน|ของ|ข้อมูล|เวลา|พ\\.ศ\\.|ถึง|บัดนี้|เป็นต้นไป|ภายใน|หมดเขต|น\\."
)
# Possessive: a label that is also the beginning of another would else be tried in every combination.
_LABEL = re.compile(f"(?:{_LABELS}|[ \n:;,.|()\\[\\]/*_=+•~-])*+")
_WEEKDAY = re.compile(f"(?:(?:วัน ?)?{WEEKDAY} ?(?:ที่)?[ ,(]*)\\Z|\\A(?:วัน ?)?{WEEKDAY} (?=ขึ้น|แรม)")
_SAME_YEAR = re.compile("\\((?:(?:พ|ค)\\. ?ศ\\. ?)?(?P<year>[0-9]{4})\\)")
_COUNTER = re.compile(
    "[|,(]? ?(?:(?:อ่าน|ผู้ชม|เข้าชม|ผู้อ่าน|เปิดอ่าน|views?|hits?|read)[ :]{0,3}[0-9,]{1,12}(?: ?ครั้ง| ?คน)?"
    "|เวลา ?[0-9.:]{1,5} ?น\\.)\\)?"
)
"""A page's counter beside its date, or a time no clock shows: neither makes the date doubtful."""


_MOMENTS = tuple(datetime(year, 1, 1, tzinfo=BANGKOK) for year in (2026, 2028))
"""Any two: a date that counts from now is another one two years later."""


def read_stated(text: str) -> DateValue | None:
    """Read a date that says itself when it is; none for words that count from now (``15 ธันวาคมนี้``)."""
    value, later = (read(text, now=moment) for moment in _MOMENTS)
    return value if value == later else None


def read(
    text: str, *, now: datetime, kind: Use | None = None, era_prior: Era | None = None
) -> DateValue | None:
    """Read a date that is the whole string, but for labels like ``เผยแพร่:`` around it.

    Args:
        text: The string.
        now: The moment it was written or fetched, with a zone; relative words count from it.
        kind: What the date is for; ``published`` refuses what no page can have been published on.
        era_prior: The era the source mostly writes.

    Returns:
        The date, or None where there is none, more than one, or not a possible one.
    """
    require_zone(now)
    if too_long(text):
        return None
    folded = fold.search_map(text[: 4 * LONGEST])
    return read_found(text, folded, find_in(folded, text, era_prior), now=now, kind=kind, era_prior=era_prior)


def read_found(
    text: str,
    folded: fold.Folded,
    found: tuple[Found, ...],
    *,
    now: datetime,
    kind: Use | None = None,
    era_prior: Era | None = None,
) -> DateValue | None:
    """Read as :func:`read` does what was folded, and searched for dates, already."""
    if not folded.text or len(folded.text) > LONGEST:
        return None
    value = _read(text, folded, found, now, era_prior, kind)
    if value is None or (kind == "published" and not in_window(value, now)):
        return None
    return value


def too_long(text: str) -> bool:
    """Tell whether a string is too long to be a date, which costs less than to look for one in it."""
    return len(text) > LONGEST and len(fold.search(text[: 4 * LONGEST])) > LONGEST


def _read(
    text: str,
    folded: fold.Folded,
    found: tuple[Found, ...],
    now: datetime,
    prior: Era | None,
    kind: Use | None,
) -> DateValue | None:
    if not found and kind is None and tells_year(folded.text):
        found = find_in(folded, text, prior, now.astimezone(BANGKOK).date())
    if found:
        return found[0].date if _is_one(found) and _only_labels(folded.text, found) else None
    return read_digits(text, folded.text, now) or _from_now(text, folded.text, now)


def _is_one(found: tuple[Found, ...]) -> bool:
    """Tell whether what follows the first only repeats it, or its year as in ``2020 (พ.ศ. 2563)``."""
    first = found[0]
    return all(
        other.date.value == first.date.value
        or (other.kind == "year" and other.first.year == first.first.year)
        for other in found[1:]
    )


def is_alone(folded: str, found: tuple[Found, ...]) -> bool:
    """Tell whether nothing but labels, signs and the weekday stands around the dates of a folded text."""
    before, after = _around(folded, found)
    if not before and not after:
        return True
    return _LABEL.fullmatch(_WEEKDAY.sub("", before)) is not None and _LABEL.fullmatch(after) is not None


def _only_labels(folded: str, found: tuple[Found, ...]) -> bool:
    """Tell whether the string is a date with words around it: few, and without a number.

    A single year among words is no date: it is the year of an act, or a plan's name.
    """
    if is_alone(folded, found):
        return True
    around = "".join(_around(folded, found))
    dated = found[0].kind != "year" or found[0].date.precision == "range"
    return dated and len(around) <= _MOST_WORDS and not any(map(str.isdigit, around))


def _around(folded: str, found: tuple[Found, ...]) -> tuple[str, str]:
    """Give what stands before and after, without counters and without the same year in the other era."""
    begin, end = found[0].folded[0], found[-1].folded[1]
    before, after = folded[:begin], folded[end:].lstrip()
    if not before and not after:
        return before, after
    before, after = _COUNTER.sub("", before), _COUNTER.sub("", after)
    same = _SAME_YEAR.match(after)
    year = read_year(same["year"]) if same else None
    if same and year and year.value == found[0].first.year:
        after = after[same.end() :]
    return before, after


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
    return date_value(moment.strftime(form), "minute" if timed else "day", "CE", "dateparser", text, 0.6)


def _without_labels(folded: str) -> str:
    match = _LABEL.match(folded)
    return folded[match.end() :].strip(" |:") if match else folded


def _relative(relative: Relative, text: str) -> DateValue:
    form = {"minute": "%Y-%m-%dT%H:%M", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[relative.precision]
    return date_value(relative.moment.strftime(form), relative.precision, "CE", "relative", text, 0.9)
