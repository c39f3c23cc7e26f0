"""Which year a written number means: Buddhist era (พ.ศ., BE) or common era (ค.ศ., CE)."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.moment import BE_OFFSET
from pipelines.records import Era

FIRST_BE, LAST_BE = 2300, 2699  # CE 1757-2156: kings' birthdays to plans
FIRST_CE, LAST_CE = 1850, 2150
BY_HABIT = 0.6
"""Confidence of a year that a mark, the source's habit, or the moment of writing tells."""
_LAST_OLD_BE = 1949
"""With its mark, พ.ศ. 1893 is history (CE 1350); พ.ศ. 2016 is a common-era year with the wrong mark."""
ERA_MARK = (
    "(?:พ\\. ?ศ\\.|พ\\.ศ|พศ\\.?|พุทธศักราช|ค\\. ?ศ\\.|ค\\.ศ|คศ\\.?|คริสต์ศักราช|คริสตศักราช"
    "|(?<![a-z])(?:b\\.?e|a\\.?d|c\\.?e)\\.?)"
)


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the common era, the era it was written in, and how sure the reading is."""

    value: int
    era: Era
    sure: float = 1.0


def read_year(
    digits: str, mark: str = "", *, thai_month: bool = False, prior: Era | None = None
) -> Year | None:
    """Read a year of two or four digits.

    Two digits: 38-71 are BE 25yy and 00-28 CE 20yy; both are 1995-2028 and do not overlap. After an
    abbreviated Thai month 55-75 are BE, too. The rest (29-37, 72-99) is read only in the era that a mark or
    the source's habit gives.

    Args:
        digits: Two or four Arabic digits.
        mark: The era mark as written, empty if none.
        thai_month: Whether an abbreviated Thai month stands before it.
        prior: The era the source mostly writes.
    """
    number = int(digits)
    era = _era_of(mark)
    if len(digits) == 4:
        return _four(number, era)
    if era is None and (38 <= number <= 71 or (thai_month and 55 <= number <= 75)):
        return Year(2500 + number - BE_OFFSET, "BE", 0.9)
    if era is None and number <= 28:
        return Year(2000 + number, "CE", 0.9)
    return _two_in(number, era or prior)


def _four(number: int, era: Era | None) -> Year | None:
    if FIRST_BE <= number <= LAST_BE:
        return Year(number - BE_OFFSET, "BE", 1.0 if era != "CE" else 0.7)
    if era == "BE" and BE_OFFSET < number <= _LAST_OLD_BE:
        return Year(number - BE_OFFSET, "BE")
    if FIRST_CE <= number <= LAST_CE or (era == "CE" and 0 < number < FIRST_CE):
        return Year(number, "CE", 1.0 if era != "BE" else 0.7)
    return None


def _two_in(number: int, era: Era | None) -> Year | None:
    if era == "BE":
        return Year(2500 + number - BE_OFFSET, "BE", BY_HABIT)
    if era == "CE":
        return Year((2000 if number < 70 else 1900) + number, "CE", BY_HABIT)
    return None


def _era_of(mark: str) -> Era | None:
    """Tell which era a mark names; all BE marks begin with พ or b."""
    if not mark:
        return None
    return "BE" if mark[0] in "พb" else "CE"
