"""Find every date of a running text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from pipelines.dates import clock
from pipelines.dates.atoms import Atom, Day, as_date, at_minute, is_real
from pipelines.dates.misspelt import read_misspelt
from pipelines.dates.names import WEEKDAYS
from pipelines.dates.numeric import read_numeric
from pipelines.dates.periods import read_periods
from pipelines.dates.spelled import THOUSANDS, read_spelled
from pipelines.dates.worded import WEEKDAY, read_days, read_months
from pipelines.dates.years import BY_HABIT
from pipelines.records import DateValue, Era, Precision, require_zone
from pipelines.text import fold

Grammar = Callable[[str, Era | None], Iterable[Atom]]
_GRAMMARS: tuple[Grammar, ...] = (
    read_spelled, read_days, read_numeric, read_misspelt, read_months, read_periods,
)  # fmt: skip
"""In order of claim: characters that one has read are closed to the next."""

_AND = re.compile(f" ?(?:และ|กับ|,|&|and) ?(?:ใน)?(?:วันที่ ?|วัน ?{WEEKDAY} ?(?:ที่)? ?)?")
"""Between dates of which the last alone says the year: ``10 พฤศจิกายน และ 22 ธันวาคม 2564``."""
_JOIN = re.compile(f" ?(?:-|~|ถึง|จนถึง|to|until) ?(?:ใน)?(?:วันที่ ?|วัน ?{WEEKDAY} ?(?:ที่)? ?|เวลา ?)?")
_METHODS = {kind: f"text:{kind}" for kind in ("day", "month", "year", "fiscal", "quarter")}
_SPAN = attrgetter("span")
_MOST = 2000  # dates a grammar reads in one text; a release of thaigov has 374 at most, an attack any number
_NEW_YEAR_MOVED = 1940
_DIGIT = re.compile("[0-9]")
_WEEKDAY = re.compile(f"(?:วัน ?)?(?P<name>{WEEKDAY})(?: ?(?:ที่|ทึ่|นี้|หน้า|ที่ผ่านมา))?[ ,(]{{0,2}}\\Z")
_OF_NOW = re.compile(" ?(?:ที่จะถึง ?)?นี้| ?ที่(?:จะถึง|ผ่านมา)")
"""After a day and month: those next to the moment of writing."""
_OF_YEAR = re.compile(" ?(?:ศก|(?:ของ ?)?ปี) ?(?P<which>นี้|หน้า|ก่อน|ที่แล้ว)")
"""After a day and month: the year, counted from that of writing."""
_YEARS_AWAY = {"นี้": 0, "หน้า": 1, "ก่อน": -1, "ที่แล้ว": -1}


@dataclass(frozen=True, slots=True)
class Found:
    """A date of a text: where it stands, which grammar read it, and the weekday the text gives, if any."""

    date: DateValue
    span: tuple[int, int]
    """Characters of the text as given, half-open."""
    folded: tuple[int, int]
    """The same in the folded text."""
    kind: str
    """``day``, ``month``, ``year``, ``fiscal`` or ``quarter``; a range is named for what it is made of."""
    first: dt.date
    last: dt.date
    weekday: int | None = None
    """Monday is 0."""

    @property
    def agrees(self) -> bool | None:
        """Whether the stated weekday is that of the date, or of a range's last day; None when none is stated.

        Of ``วันเสาร์ - อาทิตย์ที่ 10 - 11 เมษายน`` it is the second weekday that stands before the days.
        """
        if self.weekday is None:
            return None
        return self.weekday in (self.first.weekday(), self.last.weekday())


def find(
    text: str, *, now: dt.datetime, era_prior: Era | None = None, near: dt.date | None = None
) -> tuple[Found, ...]:
    """Find all dates that a text states in full; words like today are none.

    Args:
        text: Any text; spans are offsets in it.
        now: The moment of reading, with a zone.
        era_prior: The era the source mostly writes; decides two-digit years that both eras could mean.
        near: When the text was published: it tells the year of a day that has none, but its weekday
            (``วันเสาร์ที่ 8 มกราคม``) or a word that counts from that moment (``8 มกราคมนี้``, ``ศกหน้า``).
    """
    require_zone(now)
    return find_in(fold.search_map(text), text, era_prior, near)


def tells_year(folded: str) -> bool:
    """Tell whether a word of a folded text can tell the year of a day beside the moment of writing."""
    return _OF_NOW.search(folded) is not None or _OF_YEAR.search(folded) is not None


def find_in(
    folded: fold.Folded, text: str, era_prior: Era | None = None, near: dt.date | None = None
) -> tuple[Found, ...]:
    """Find all dates of a text that is folded already."""
    if _DIGIT.search(folded.text) is None and THOUSANDS not in folded.text:
        return ()
    claimed = _claimed(folded.text, era_prior)
    dated = [_of_old_year(_with_year(atom, folded.text, near), folded.text) for atom in claimed]
    atoms = _joined(_timed(_with_shared_year(dated, folded.text), folded.text), folded.text)
    return tuple(_found(atom, folded, text) for atom in atoms)


def _claimed(text: str, prior: Era | None) -> list[Atom]:
    """Read with every grammar; where two read the same characters, the earlier grammar keeps them.

    Every date but a spelled one has a digit: when all are taken, no later grammar can find one.
    """
    kept: list[Atom] = []
    taken = bytearray(len(text))
    free = _digits(text)
    for grammar in _GRAMMARS:
        if not free and grammar is not read_spelled:
            break
        for atom in islice(grammar(text, prior), _MOST):
            begin, end = atom.span
            if not any(taken[begin:end]):
                taken[begin:end] = b"\1" * (end - begin)
                free -= _digits(text[begin:end])
                kept.append(atom)
    return sorted(kept, key=_SPAN) if len(kept) > 1 else kept


def _digits(text: str) -> int:
    return sum(map(text.count, "0123456789"))


def _with_year(atom: Atom, text: str, near: dt.date | None) -> Atom:
    """Give a day without a year the one that its weekday, or a word, tells beside the moment of writing.

    Of three years in a row a day falls on three weekdays, so one agrees or none.
    """
    if near is None or not atom.valid or atom.dated or atom.kind != "day":
        return atom
    choices = [_in_year(atom, near.year + shift) for shift in (0, -1, 1)]
    real = [one for one in choices if is_real(one.first) and is_real(one.last)]
    weekday = _weekday_before(atom, text)
    if weekday is not None:
        return next((one for one in real if weekday in _weekdays(one)), atom)
    if of_year := _OF_YEAR.match(text, atom.span[1]):
        told = _in_year(atom, near.year + _YEARS_AWAY[of_year["which"]])
        return next((one for one in real if one.first == told.first), atom)
    if real and _OF_NOW.match(text, atom.span[1]):
        return min(real, key=lambda one: abs(as_date(one.first) - near))
    return atom


def _in_year(atom: Atom, year: int) -> Atom:
    last = year + (atom.last[1:] < atom.first[1:])
    return replace(atom, first=(year, *atom.first[1:]), last=(last, *atom.last[1:]), sure=BY_HABIT)


def _weekdays(atom: Atom) -> tuple[int, int]:
    return as_date(atom.first).weekday(), as_date(atom.last).weekday()


def _of_old_year(atom: Atom, text: str) -> Atom:
    """Read January to March as the end of a Buddhist year that began in April, where the weekday says so.

    Until 31 December 2483 (1940) the year began on 1 April (Calendar Year Act B.E. 2483): วันพฤหัสบดีที่ 26
    กุมภาพันธ์ 2427 was in 1885. Most of today's texts count such dates as any other, so only the weekday tells.
    """
    year, month, day = atom.first
    if not atom.valid or atom.era != "BE" or year is None or year >= _NEW_YEAR_MOVED or month > 3:
        return atom
    later: Day = (year + 1, month, day)
    weekday = _weekday_before(atom, text) if atom.first == atom.last and is_real(later) else None
    plain, moved = as_date(atom.first).weekday(), as_date(later).weekday() if is_real(later) else None
    return (
        replace(atom, first=later, last=later) if weekday is not None and plain != weekday == moved else atom
    )


def _with_shared_year(atoms: list[Atom], text: str) -> list[Atom]:
    """Give days without a year that of the date they are listed with, the last of which says it."""
    out = list(atoms)
    for at in range(len(out) - 2, -1, -1):
        left, right = out[at], out[at + 1]
        year = right.first[0]
        if (
            left.dated
            or year is None
            or not (left.valid and right.valid and left.kind == right.kind == "day")
        ):
            continue
        if _AND.fullmatch(text, left.span[1], right.span[0]):
            told = _in_year(left, year - (left.last[1:] > right.first[1:]))
            real = is_real(told.first) and is_real(told.last)
            out[at] = replace(told, era=right.era, sure=right.sure) if real else left
    return out


def _timed(atoms: Iterable[Atom], text: str) -> Iterator[Atom]:
    """Give dates the time of day beside them; a time between two dates is the first one's."""
    end = 0
    for atom in atoms:
        timed = _with_time(atom, text, end) if atom.valid and atom.kind == "day" and atom.dated else atom
        end = timed.span[1]
        yield timed


def _with_time(atom: Atom, text: str, free: int) -> Atom:
    time = clock.after(text, atom.span[1])
    if time is not None:
        return at_minute(atom, time.minute, shift=time.shift, end=time.end)
    time = clock.before(text, atom.span[0])
    if time is None or time.begin < free:
        return atom
    return at_minute(atom, time.minute, begin=time.begin)


def _joined(atoms: Iterable[Atom], text: str) -> Iterator[Atom]:
    """Join two dates with a dash or ถึง between them to a range; drop what has no year then."""
    left: Atom | None = None
    for atom in atoms:
        if left is not None:
            joined = _range(left, atom, text)
            if joined is not None:
                left = joined
                continue
            if left.valid and left.dated:
                yield left
        left = atom
    if left is not None and left.valid and left.dated:
        yield left


def _range(left: Atom, right: Atom, text: str) -> Atom | None:
    if not (left.valid and right.valid and right.dated and left.kind == right.kind == "day"):
        return None
    if not _JOIN.fullmatch(text, left.span[1], right.span[0]):
        return None
    year = right.first[0] or 0
    later = left.first[1:] > right.last[1:]
    first = left.first if left.dated else (year - later, *left.first[1:])
    if not is_real(first) or as_date(first) > as_date(right.last):
        return None
    span = (left.span[0], right.span[1])
    precision: Precision = "day" if first == right.last else "range"
    return replace(right, span=span, first=first, precision=precision, minute=None)


def _found(atom: Atom, folded: fold.Folded, text: str) -> Found:
    begin, end = folded.starts[atom.span[0]], atom.span[1]
    end = folded.starts[end] if end < len(folded.starts) else len(text)
    weekday = _weekday_before(atom, folded.text)
    raw = text[begin:end].strip()
    first = as_date(atom.first)
    last = first if atom.last == atom.first else as_date(atom.last)
    value = DateValue(
        value=render(atom, first, last),
        precision="minute" if atom.minute is not None and first is last else atom.precision,
        era=atom.era,
        method=_METHODS[atom.kind],
        raw=raw,
        confidence=atom.sure,
    )
    return Found(value, (begin, begin + len(raw)), atom.span, atom.kind, first, last, weekday)


def _weekday_before(atom: Atom, folded: str) -> int | None:
    begin = atom.span[0]
    if atom.kind != "day" or begin == 0:
        return None
    match = _WEEKDAY.search(folded, max(0, begin - 24), begin)
    return WEEKDAYS[match["name"]] if match else None


def render(atom: Atom, first: dt.date, last: dt.date) -> str:
    """Write a date as records hold it: as precise as the text, minutes at most, no offset."""
    if atom.precision == "year":
        return f"{first:%Y}"
    if atom.precision == "month":
        return f"{first:%Y-%m}"
    if first != last:
        return f"{first.isoformat()}/{last.isoformat()}"
    if atom.minute is None:
        return first.isoformat()
    return f"{first.isoformat()}T{atom.minute // 60:02}:{atom.minute % 60:02}"
