"""When what a text reports happened, or will."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from pipelines.dates import cues
from pipelines.dates.finder import Found
from pipelines.dates.seen import Seen

LEAD = 1500
"""Characters of the body in which a news item says when it happened; later dates are background."""
_FIRST_SENTENCE = 250
_WEEK = timedelta(days=7)  # so near the publishing date, a date is news wherever it stands
_LONGEST_EVENT = timedelta(days=31)  # longer spans are terms, schemes and reporting periods
_BACKGROUND = timedelta(days=120)  # a release tells of its week; what lies further back is how it came about
_PLANNED = timedelta(days=366)
_MEMORY = timedelta(days=366 * 31)  # without a publishing date: since 1995, when the first office was online


def event(seen: list[Seen], others: Collection[int], out: date | None, today: date) -> Seen | None:
    """Take the first date of the lead that words, or a weekday or time beside it, say it happened on.

    Args:
        seen: All dates of the body.
        others: Where the dates stand that are something else: the deadline, the order.
        out: When the page was published, if known.
        today: The day of capture.
    """
    for one in seen:
        placed = one.at < LEAD or (out is not None and abs(one.found.first - out) <= _WEEK)
        if placed and one.at not in others and _is_told(one) and _is_near(one.found, out, today):
            return one
    return None


def _is_told(one: Seen) -> bool:
    """Tell whether the text says that something happens then, and not that something is dated so."""
    if not one.day_like or cues.OTHER.search(one.before):
        return False
    if one.found.last - one.found.first > _LONGEST_EVENT:
        return False
    precision = one.found.date.precision
    if cues.EVENT.search(one.before) or (precision == "range" and cues.SINCE.search(one.before)):
        return True
    first = one.at < _FIRST_SENTENCE and cues.ON.search(one.before) is not None
    return first or one.found.weekday is not None or precision == "minute"


def _is_near(found: Found, out: date | None, today: date) -> bool:
    """Tell news from background: not long before it was published, nor years ahead of today."""
    oldest = out - _BACKGROUND if out else today - _MEMORY
    return oldest <= found.first <= (out or today) + _PLANNED
