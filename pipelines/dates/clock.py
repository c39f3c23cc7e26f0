"""Times of day after (or before) a date: ``เวลา ๐๙.๐๐ น.``, ``13:30``, ``บ่าย 2 โมง``, ``T13:30:00+07:00``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.dates.spelled import number

_AHEAD_OF_UTC = 7 * 60
"""Minutes; Thailand has had no other time since 1920 (tz database)."""

_HOUR = "([01]?[0-9]|2[0-4])"
_HHMM = f"{_HOUR}([.:])([0-5][0-9])"
_UNIT = " ?(?:น\\.|น(?![\u0e01-\u0e4e])|นาฬิกา)"
_LEAD = (
    "(?:[ ,]{0,2}(?:[()] ?)?(?:(?:ที่ผ่านมา|ที่จะถึงนี้|นี้) ?)?(?:[-|@/] ?)?)"
    "(?P<cue>(?:ใน|เมื่อ|ตั้งแต่|ช่วง)?เวลา ?(?:ประมาณ ?)?(?:: ?)?|at )?"
)
_ZONE = "(?P<zone> ?(?:z|gmt|utc)(?![a-z])| ?[+-][0-9]{2}:?[0-9]{2}(?![0-9]))?"
_AFTER = re.compile(
    f"{_LEAD}(?:t|(?<![0-9]))(?:(?P<hm>{_HHMM})(?P<seconds>:[0-5][0-9](?:\\.[0-9]{{1,9}})?)?{_ZONE}"
    f"(?P<until> ?(?:-|ถึง) ?{_HHMM})?(?P<unit>{_UNIT})?(?P<half> ?[ap]\\.?m\\.?(?![a-z]))?(?![0-9])"
    f"|(?P<hour>{_HOUR})(?P<whole>{_UNIT})(?: ?(?P<minutes>[0-5]?[0-9]) ?นาที)?)"
)
_HOURS = "สิบเอ็ด|สิบ|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า"
_SPOKEN = re.compile(
    f"{_LEAD}(?:(?P<dusk>[4-6]|{_HOURS}) ?โมงเย็น|(?P<morning>[0-9]{{1,2}}|{_HOURS}) ?โมง(?:เช้า|ตรง)?"
    f"|บ่าย ?(?P<noon>[1-5]|{_HOURS})? ?โมง|(?P<night>[1-5]|{_HOURS}) ?ทุ่ม|ตี ?(?P<dark>[1-5]|{_HOURS})(?![0-9])"
    "|(?P<midnight>เที่ยงคืน)|(?P<midday>เที่ยง(?:วัน|ตรง)?))(?P<thirty> ?ครึ่ง)?"
)
_BEFORE = re.compile(
    f"(?:เวลา ?(?:ประมาณ ?)?)?{_HHMM}(?:{_UNIT})?(?: ?(?:-|ถึง) ?{_HHMM})?{_UNIT} ?,? ?"
    "(?:ของ|ใน|เมื่อ)?(?:วันที่ ?|วันนี้ ?\\(?)?\\Z"
    f"|(?<![0-9:.]){_HHMM} \\Z"
)
_SHORTEST = 4  # characters of "9:05"
_REACH = 60  # characters before a date in which its time can stand


@dataclass(frozen=True, slots=True)
class Clock:
    """A minute of the day as written, how far it is from Asia/Bangkok, and where its text begins and ends."""

    minute: int
    shift: int
    begin: int
    end: int


def after(text: str, at: int) -> Clock | None:
    """Read the time that follows a date ending at ``at``; None when there is none.

    Without a colon or the word for time, ``13.30`` is a number: it needs its unit น., or to end the text.
    """
    if at == len(text):
        return None
    match = _AFTER.match(text, at)
    if match is None:
        return _spoken(text, at)
    if match["hm"] is None:
        return Clock(int(match["hour"]) % 24 * 60 + int(match["minutes"] or 0), 0, at, match.end())
    hour, separator, minute = re.split("([.:])", match["hm"])
    if separator == "." and not (match["cue"] or match["unit"] or match.end() == len(text)):
        return None
    return Clock(_half(int(hour), match["half"]) * 60 + int(minute), _shift(match), at, match.end())


def before(text: str, at: int) -> Clock | None:
    """Read the time that stands before a date beginning at ``at`` (``เวลา 09.30 น. วันที่ …``)."""
    if at < _SHORTEST:
        return None
    reach = max(0, at - _REACH)
    match = _BEFORE.search(text, reach, at)
    if match is None:
        return None
    hour, minute = (match[1], match[3]) if match[1] else (match[7], match[9])
    return Clock(int(hour) % 24 * 60 + int(minute), 0, match.start(), at)


def _half(hour: int, half: str | None) -> int:
    if half and "p" in half and hour < 12:
        return hour + 12
    return 0 if hour == 24 or (half and "a" in half and hour == 12) else hour


def _shift(match: re.Match[str]) -> int:
    """Give minutes to add for Asia/Bangkok; ``09:00-12:00`` without seconds is a span, not a zone."""
    zone = (match["zone"] or "").strip()
    if not zone or (zone[0] == "-" and match["seconds"] is None):
        return 0
    if zone[0] not in "+-":
        return _AHEAD_OF_UTC
    offset = int(zone[1:3]) * 60 + int(zone[-2:])
    return _AHEAD_OF_UTC - (offset if zone[0] == "+" else -offset) if offset <= 14 * 60 else 0


def _spoken(text: str, at: int) -> Clock | None:
    match = _SPOKEN.match(text, at)
    if match is None:
        return None
    hour = _spoken_hour(match)
    minute = hour * 60 + (30 if match["thirty"] else 0)
    return Clock(minute, 0, at, match.end()) if hour < 24 else None


def _spoken_hour(match: re.Match[str]) -> int:
    """Give the hour of the Thai six-hour clock: บ่าย 2 is 14, 2 ทุ่ม is 20, ตี 2 is 2."""
    for group, base in (("dusk", 12), ("morning", 0), ("night", 18), ("dark", 0), ("noon", 12)):
        if match[group]:
            return base + number(match[group])
    if match["midnight"]:
        return 0
    return 12 if match["midday"] else 13
