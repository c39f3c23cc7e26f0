"""One way to make the record of a date."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pipelines.records import DateValue, Era, Precision


def date_value(
    value: str, precision: Precision, era: Era, what: str, text: str, sure: float = 1.0
) -> DateValue:
    """Make the date that a whole string is; ``what`` names the grammar."""
    return DateValue(
        value=value, precision=precision, era=era, method=f"text:{what}", raw=text.strip(), confidence=sure
    )


def kind_of(value: DateValue) -> Literal["date", "range", "relative"]:
    """Tell what kind of words a date was read from: a date, a span, or words that count from now."""
    if value.method.endswith(":relative"):
        return "relative"
    return "range" if value.precision == "range" else "date"


def is_day(value: DateValue) -> bool:
    """Tell whether a date is exact to the day or better."""
    return value.precision in ("day", "minute")


def day_of(value: DateValue | None) -> date | None:
    """Give the day of a date that has one; None for a month, a year, a range, or no date."""
    return date.fromisoformat(value.value[:10]) if value is not None and is_day(value) else None
