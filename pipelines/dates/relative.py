"""Words that count from now: ``เมื่อวาน``, ``๒ วันที่แล้ว``, ``15 นาทีที่ผ่านมา``, ``3 hours ago``.

They are read only where the moment of writing is known (a list page's "2 days ago"), never in running text.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.dates import clock
from pipelines.dates.names import WEEKDAYS
from pipelines.moment import BANGKOK
from pipelines.records import Precision

_DAYS = {
    **dict.fromkeys(("วันนี้", "เช้านี้", "เมื่อเช้า", "เมื่อเช้านี้", "บ่ายนี้", "เย็นนี้", "คืนนี้", "today", "tonight"), 0),
    **dict.fromkeys(("เมื่อวาน", "เมื่อวานนี้", "วานนี้", "เมื่อคืน", "เมื่อคืนนี้", "yesterday", "last night"), -1),
    **dict.fromkeys(("เมื่อวานซืน", "เมื่อวานซืนนี้", "วานซืน", "วานซืนนี้"), -2),
    **dict.fromkeys(("พรุ่งนี้", "วันพรุ่งนี้", "tomorrow"), 1),
    **dict.fromkeys(("มะรืน", "มะรืนนี้", "วันมะรืน", "วันมะรืนนี้"), 2),
    **dict.fromkeys(("สัปดาห์ที่แล้ว", "สัปดาห์ที่ผ่านมา", "สัปดาห์ก่อน", "อาทิตย์ที่แล้ว", "อาทิตย์ก่อน", "last week"), -7),
    **dict.fromkeys(("สัปดาห์หน้า", "อาทิตย์หน้า", "next week"), 7),
}
_NOW = ("เมื่อสักครู่", "เมื่อครู่", "เมื่อครู่นี้", "เมื่อสักครู่นี้", "เพิ่งเผยแพร่", "ขณะนี้", "ตอนนี้", "just now", "now")
_MONTHS = {
    "เดือนนี้": 0, "เดือนที่แล้ว": -1, "เดือนที่ผ่านมา": -1, "เดือนก่อน": -1, "เดือนหน้า": 1,
    "this month": 0, "last month": -1, "next month": 1,
}  # fmt: skip
_YEARS = {
    "ปีนี้": 0, "ปีที่แล้ว": -1, "ปีที่ผ่านมา": -1, "ปีก่อน": -1, "ปีกลาย": -1, "ปีหน้า": 1,
    "this year": 0, "last year": -1, "next year": 1,
}  # fmt: skip
_ENDS = {
    "สิ้นเดือนนี้": (0, 0), "สิ้นเดือนหน้า": (0, 1), "สิ้นเดือนที่แล้ว": (0, -1), "สิ้นเดือนที่ผ่านมา": (0, -1),
    "สิ้นปีนี้": (12, 0), "สิ้นปีหน้า": (12, 12), "สิ้นปีที่แล้ว": (12, -12), "สิ้นปีที่ผ่านมา": (12, -12),
}  # fmt: skip
_WORDS = {
    "ครึ่ง": 0.5, "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5,
    "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9, "สิบ": 10,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "half an": 0.5,
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("วินาที", "second", "seconds", "sec", "secs"), "second"),
    **dict.fromkeys(("นาที", "minute", "minutes", "min", "mins"), "minute"),
    **dict.fromkeys(("ชั่วโมง", "ชม.", "ชม", "hour", "hours", "hr", "hrs"), "hour"),
    **dict.fromkeys(("วัน", "day", "days"), "day"),
    **dict.fromkeys(("สัปดาห์", "อาทิตย์", "week", "weeks"), "week"),
    **dict.fromkeys(("เดือน", "month", "months"), "month"),
    **dict.fromkeys(("ปี", "year", "years"), "year"),
}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def _one_of(words: dict[str, object] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_COUNTED = re.compile(
    f"(?P<ahead>อีก ?|in )?(?:ประมาณ ?|about )?(?:(?P<count>[0-9]{{1,4}}|{_one_of(dict(_WORDS))}) ?)?"
    f"(?P<unit>{_one_of(dict(_UNITS))}) ?(?P<ago>(?:ที่)?แล้ว|มาแล้ว|ที่ผ่านมา|ก่อนหน้านี้|ก่อน|ago|ข้างหน้า)?"
)
_PLAIN = re.compile(
    f"(?P<word>{_one_of(dict(_DAYS))}|{_one_of(_NOW)}|{_one_of(dict(_ENDS))}|{_one_of(dict(_MONTHS))}"
    f"|{_one_of(dict(_YEARS))})"
)
_WEEKDAY = re.compile(f"(?:วัน)?(?P<day>{_one_of(dict(WEEKDAYS))}) ?(?P<which>ที่แล้ว|ที่ผ่านมา|ก่อน|นี้|ที่จะถึงนี้|หน้า)")


@dataclass(frozen=True, slots=True)
class Relative:
    """A moment counted from now, and how much of it the words say."""

    moment: datetime
    precision: Precision


def read_relative(folded: str, now: datetime) -> Relative | None:
    """Read a whole folded string that counts from ``now``; a time of day may follow a day."""
    local = now.astimezone(BANGKOK)
    plain = _PLAIN.match(folded)
    if plain is not None:
        return _plain(plain, folded, local)
    if weekday := _WEEKDAY.fullmatch(folded):
        return Relative(local + timedelta(days=_to_weekday(weekday, local)), "day")
    counted = _COUNTED.fullmatch(folded)
    return _counted(counted, local) if counted is not None else None


def _to_weekday(match: re.Match[str], now: datetime) -> int:
    """Count the days to the last, this or next such weekday."""
    ahead = (WEEKDAYS[match["day"]] - now.weekday()) % 7
    if match["which"] in ("ที่แล้ว", "ที่ผ่านมา", "ก่อน"):
        return ahead - 7
    return ahead + 7 if match["which"] == "หน้า" else ahead


def _plain(match: re.Match[str], text: str, now: datetime) -> Relative | None:
    word, at = match["word"], match.end()
    if word in _ENDS and at == len(text):
        return Relative(_last_day(now, *_ENDS[word]), "day")
    if word in _DAYS:
        return _day(now + timedelta(days=_DAYS[word]), text, at)
    if at != len(text):
        return None
    if word in _NOW:
        return Relative(now, "minute")
    if word in _MONTHS:
        return Relative(_add_months(now, _MONTHS[word]), "month")
    return Relative(_add_months(now, 12 * _YEARS[word]), "year")


def _day(day: datetime, text: str, at: int) -> Relative | None:
    if at == len(text):
        return Relative(day, "day")
    time = clock.after(text, at)
    if time is None or time.end != len(text):
        return None
    return Relative(day.replace(hour=time.minute // 60, minute=time.minute % 60), "minute")


def _counted(match: re.Match[str], now: datetime) -> Relative | None:
    """Count; without a word for past or future nothing is counted (``2 วัน`` is a duration)."""
    ahead = match["ahead"] is not None or match["ago"] == "ข้างหน้า"
    unit, text = _UNITS[match["unit"]], match["count"] or ""
    if (not ahead and match["ago"] is None) or (not text and unit not in ("minute", "hour")):
        return None
    count = (float(text) if text.isdigit() else _WORDS.get(text, 1)) * (1 if ahead else -1)
    if unit in ("month", "year"):
        return Relative(_add_months(now, round(count * (12 if unit == "year" else 1))), "day")
    moment = now + timedelta(seconds=count * _SECONDS[unit])
    return Relative(moment, "day" if unit in ("day", "week") else "minute")


def _last_day(now: datetime, month: int, ahead: int) -> datetime:
    """Give the last day of the month, or of that month of the year, so many months ahead."""
    moved = _add_months(now.replace(day=1, month=month or now.month), ahead)
    return moved.replace(day=calendar.monthrange(moved.year, moved.month)[1])


def _add_months(moment: datetime, months: int) -> datetime:
    """Move by months; the day is cut to the month's length (31 March less one month is 28 February)."""
    years, place = divmod(moment.month - 1 + months, 12)
    year = min(max(moment.year + years, 1), 9999)
    return moment.replace(
        year=year, month=place + 1, day=min(moment.day, calendar.monthrange(year, place + 1)[1])
    )
