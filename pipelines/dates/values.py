"""One way to make the record of a date."""

from __future__ import annotations

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
