"""When what a text reports happened, or will."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.dates import cues
from pipelines.dates.finder import Found
from pipelines.dates.seen import Seen

LEAD = 1500
"""Characters of the body in which a news item says when it happened; later dates are background."""
_LONGEST_EVENT = timedelta(days=31)  # longer spans are terms, schemes and reporting periods
_BACKGROUND = timedelta(days=120)  # a release tells of its week; what lies further back is how it came about
_PLANNED = timedelta(days=366)
_MEMORY = timedelta(days=366 * 31)  # without a publishing date: since 1995, when the first office was online


def event(seen: list[Seen], deadline: Seen | None, out: date | None, today: date) -> Seen | None:
    """Take the first date of the lead that words, or a weekday or time beside it, say it happened on.

    Args:
        seen: All dates of the body.
        deadline: The one that is the deadline; it is no event.
        out: When the page was published, if known.
        today: The day of capture.
    """
    for one in seen:
        ends = deadline is not None and one.at == deadline.at
        if one.at < LEAD and not ends and _is_told(one) and _is_near(one.found, out, today):
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
    return one.found.weekday is not None or precision == "minute"


def _is_near(found: Found, out: date | None, today: date) -> bool:
    """Tell news from background: not long before it was published, nor years ahead of today."""
    oldest = out - _BACKGROUND if out else today - _MEMORY
    return oldest <= found.first <= (out or today) + _PLANNED
