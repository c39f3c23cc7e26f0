"""Dates whose month is a word: ``๕ สิงหาคม ๒๕๕๙``, ``29ธ.ค.63``, ``15 และ 17 ก.พ.``, ``สิงหาคม 6th, 2016``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.dates.atoms import Atom, Day, day_atom, last_of_month, refused
from pipelines.dates.names import COUNTED, MONTHS, THAI_ABBREVIATED, WEEKDAYS, WORD_BEFORE, any_of
from pipelines.dates.years import ERA_MARK, Year, read_year
from pipelines.records import Era
from pipelines.text.beginnings import MOST_REMEMBERED, Beginnings, matches
from pipelines.text.remembered import remembered

MONTH = f"(?:{any_of(MONTHS)})"
WEEKDAY = f"(?:{any_of(WEEKDAYS)})"
UNTIL = "(?: ?(?:-|~|ถึง|(?:ไป)?จนถึง|และ|กับ|&|to|and|until) ?|-\n(?=วัน)| -\n(?=วัน)| (?=วัน))"
"""What joins the two ends of a range."""
_ON = f"(?:(?:ใน|ถึง)?(?:วันที่|วัน ?{WEEKDAY} ?(?:ที่)?|{WEEKDAY}(?:ที่)?|ที่) ?)?"
_DAY = "[0-3]?[0-9](?:st|nd|rd|th)?(?![0-9])"
_FIRST_DAY = "[0-9](?<![0-9]{2})(?<![0-9][.,:/][0-9])(?:(?<=[0-3])[0-9]|(?![0-9]))(?:st|nd|rd|th)?(?![0-9])"
_DAYS = f"(?P<days>{_FIRST_DAY}(?:(?:{UNTIL}|, ?){_ON}{_DAY}){{0,9}}+)"
# Two digits are no year when they begin a time, count something, or are the day of another month.
_NOT_COUNT = f"(?![0-9]|[.:][0-9]| ?(?:น\\.|นาฬิกา|คน|ราย|ครั้ง|บาท|แห่ง|วัน(?!ที่)|ปี|%|ล้าน))(?! ?{MONTH})"


def _year_as(name: str) -> str:
    """Make the pattern of a year after a month; its groups are the name, and the name with ``_mark``."""
    digits = f"[0-9]{{4}}(?![0-9])|[0-9]{{2}}{_NOT_COUNT}"
    return f"(?:[ ,/-]{{0,2}}(?:ปี ?)?(?P<{name}_mark>{ERA_MARK})? ?'?(?P<{name}>{digits}))"


DAY_MONTH = re.compile(
    f"{_DAYS}(?:[ /-]|(?P<broken>\n))?(?:of |เดือน ?)?(?P<month>{MONTH}){_year_as('year')}?"
)
MONTH_DAY = re.compile(
    f"(?P<month>{MONTH}) ?(?P<days>{_DAY}(?: ?- ?{_DAY})?)(?:, ?| )"
    f"(?P<year_mark>{ERA_MARK})? ?(?P<year>[0-9]{{4}})(?![0-9])"
)
MONTH_ONLY = re.compile(
    f"(?P<since>{MONTH}){_year_as('since_year')}?"
    f"(?: ?(?:-|ถึง|จนถึง|to|และ) ?(?:เดือน ?)?(?P<month>{MONTH}){_year_as('year')})?"
)
_MONTH = re.compile(MONTH)
_MONTH_BEGINS = Beginnings(*MONTHS)
_WEEKDAY_BEFORE = re.compile(f"{WEEKDAY} ?ที่ ?\\Z")
_COUNTED = re.compile(f"{COUNTED}\\Z")
_COUNTED_BEFORE = re.compile(f"{COUNTED}[0-9]{{1,2}} ?\\Z")
_DAY_BEFORE = re.compile("[0-9] ?\\Z|[a-z]\\Z")
_NUMBER = re.compile("[0-9]{1,2}")
_BEFORE, _AFTER = 260, 60
"""Characters around a month: ten days, each with its weekday; an era mark, a year, what the year counts."""


def read_days(text: str, prior: Era | None) -> Iterator[Atom]:
    """Yield dates that begin with a day; without a year too, since a later date of a range may give it.

    Only after a weekday may a line end between day and month: ``ข้อ 5`` and ``ม.ค. 64`` below it are no date.
    Nor is what a number counts: ``ครั้งที่ 3 เดือนมกราคม 2564`` is left to the months.
    """
    for match in _before_months(text):
        if (match["broken"] is None or _after_weekday(match)) and not _is_counted(match):
            yield _days(match, prior)


@remembered(2, longest=MOST_REMEMBERED)
def _named(text: str) -> tuple[re.Match[str], ...]:
    """Find the months of a text, which are asked for twice."""
    return tuple(matches(_MONTH, _MONTH_BEGINS, text))


def _is_counted(match: re.Match[str]) -> bool:
    begin = match.start("days")
    counted = _COUNTED.search(match.string, max(0, begin - WORD_BEFORE), begin) is not None
    return counted and _listed(match["days"], weekday=False)[0].start() == 0


def _before_months(text: str) -> Iterator[re.Match[str]]:
    """Match the days before each month; to try them from every number would read a long list ten times."""
    free = 0
    for name in _named(text):
        since = max(free, name.start() - _BEFORE)
        free = max(free, name.end())
        if name.start() < since:
            continue
        match = DAY_MONTH.search(text, since, name.end() + _AFTER)
        if match is not None and match.start("month") == name.start():
            yield match
            free = match.end()


def _days(match: re.Match[str], prior: Era | None) -> Atom:
    """Read day numbers of one month; a missing year stays open, an impossible one refuses the match."""
    name = match["month"]
    year = _year(match["year"], match["year_mark"], name, prior)
    if match["year"] and year is None:
        return refused(match.span())
    numbers = _listed(match["days"], weekday=_after_weekday(match))
    days: list[Day] = [(year.value if year else None, MONTHS[name], int(number[0])) for number in numbers]
    begin = match.start() if name == match[0][: len(name)] else match.start("days") + numbers[0].start()
    span = (begin, match.end())
    return day_atom(span, days, year.era if year else "CE", year.sure if year else 0.0)


def _after_weekday(match: re.Match[str]) -> bool:
    begin = match.start("days")
    return _WEEKDAY_BEFORE.search(match.string, max(0, begin - WORD_BEFORE), begin) is not None


def _listed(days: str, *, weekday: bool) -> list[re.Match[str]]:
    """Find the numbers of a list of days; what a comma sets apart may belong to the words before.

    ``ครั้งที่ 3, 15 เมษายน`` is the fifteenth, ``5, 6 และ 7 เมษายน`` are three days. So may what a space sets
    apart, but after a ``weekday``: ``ครั้งที่ 1 วันพุธที่ 5 มกราคม`` is the fifth.
    """
    numbers = list(_NUMBER.finditer(days))
    for at in range(len(numbers) - 1, 0, -1):
        if not weekday and days.startswith(" วัน", numbers[at - 1].end()):
            return numbers[at:]
    if len(numbers) == 1:
        return numbers
    joined_by_words = any(joint.strip(" ,") for joint in _NUMBER.split(days)[1:-1])
    if len(numbers) == 2 and not joined_by_words:
        return numbers[-1:]
    for at in range(len(numbers) - 1, 0, -1):
        between = days[numbers[at - 1].end() : numbers[at].start()]
        if "," in between and int(numbers[at - 1][0]) >= int(numbers[at][0]):
            return numbers[at:]
    return numbers


def read_months(text: str, prior: Era | None) -> Iterator[Atom]:
    """Yield what begins with a month: ``ธ.ค. 63``, ``ม.ค. - มี.ค. 2564``, ``สิงหาคม 6th, 2016``."""
    for name in _named(text):
        begin = name.start()
        of_day = _DAY_BEFORE.search(text, max(0, begin - 2), begin)
        if of_day and not _COUNTED_BEFORE.search(text, max(0, begin - WORD_BEFORE), begin):
            continue
        month_first = MONTH_DAY.match(text, begin)
        alone = MONTH_ONLY.match(text, begin) if month_first is None else None
        atom = _days(month_first, prior) if month_first else _months(alone, prior) if alone else None
        if atom is not None:
            yield atom


def _months(match: re.Match[str], prior: Era | None) -> Atom | None:
    since = MONTHS[match["since"]]
    first = _year(match["since_year"], match["since_year_mark"], match["since"], prior)
    if match["month"] is None:
        if first is None:
            return None
        return Atom(
            match.span(),
            (first.value, since, 1),
            last_of_month(first.value, since),
            "month",
            first.era,
            "month",
            first.sure,
        )
    last = _year(match["year"], match["year_mark"], match["month"], prior)
    if last is None:
        return refused(match.span())
    until = MONTHS[match["month"]]
    year = first.value if first else last.value - (since > until)
    return Atom(
        match.span(),
        (year, since, 1),
        last_of_month(last.value, until),
        "range",
        last.era,
        "month",
        last.sure,
    )


def _year(digits: str | None, mark: str | None, month: str, prior: Era | None) -> Year | None:
    if not digits:
        return None
    return read_year(digits, mark or "", thai_month=month in THAI_ABBREVIATED, prior=prior)
