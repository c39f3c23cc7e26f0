"""Tell which date of a page is which: published, event, deadline, order, and the fiscal year.

The words before a date decide (``ภายในวันที่`` is a deadline, ``ประกาศ ณ วันที่`` an order). Nothing is guessed: a
field whose words are missing stays empty, and the day of capture never stands in for the day of publishing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.dates import cues
from pipelines.dates.event import event
from pipelines.dates.finder import Found
from pipelines.dates.published import published
from pipelines.dates.seen import Seen, look
from pipelines.dates.window import first_day, in_window
from pipelines.moment import BANGKOK, BE_OFFSET
from pipelines.records import DateValue, Era, Kind

_ANNOUNCING: tuple[Kind, ...] = ("announcement", "procurement", "vacancy")
_FOOT = 300  # characters that can be the foot of a document


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The dates of one article."""

    published: DateValue | None = None
    event: DateValue | None = None
    deadline: DateValue | None = None
    order: DateValue | None = None
    fiscal_year: int | None = None
    """In the Buddhist era, as offices count it."""


def pick(
    draft_published: DateValue | None,
    notes: Sequence[str],
    body: str,
    *,
    now: datetime,
    kind: Kind,
    prior: Era | None = None,
) -> Dates:
    """Choose the dates of an article.

    Args:
        draft_published: What an exact field of the page says (REST, time element, feed); believed first.
        notes: Lines of the page's head and foot, and its own words for the publishing date.
        body: The text, paragraphs separated by newlines.
        now: When the page was captured, with a zone.
        kind: What the page is: a static page has no event, a vacancy's span ends in its deadline.
        prior: The era the source mostly writes.
    """
    stated = published(draft_published, notes, body, now=now, kind=kind, prior=prior)
    seen = list(look(body, prior, first_day(stated) if stated else None))
    deadline, order = _deadline(seen, kind), _order(seen, body, kind)
    out = stated or _announced(order, kind, now)
    known = first_day(out) if out else None
    others = {one.at for one in (deadline, order) if one}
    told = None if kind == "static" else event(seen, others, known, now.astimezone(BANGKOK).date())
    return Dates(
        published=out,
        event=_as(told, "text:event"),
        deadline=_as(deadline, "text:deadline"),
        order=_as(order, "text:order"),
        fiscal_year=_fiscal_year(seen),
    )


def _as(seen: Seen | None, method: str) -> DateValue | None:
    return replace(seen.found.date, method=method) if seen else None


def _announced(order: Seen | None, kind: Kind, now: datetime) -> DateValue | None:
    """Take an announcement for published on the day it is made, where the page says no other."""
    if order is None or kind not in _ANNOUNCING or not in_window(order.found.date, now):
        return None
    sure = 0.8 * order.found.date.confidence
    return replace(order.found.date, method="text:announced-on", confidence=sure)


def _deadline(seen: list[Seen], kind: Kind) -> Seen | None:
    """Take the first date by which something must be done; of a span for applying, its end."""
    for one in seen:
        if not one.day_like:
            continue
        if cues.DEADLINE.search(one.before):
            return _ending(one)
        applying = kind in ("vacancy", "procurement") or cues.APPLY.search(one.before)
        if applying and one.found.date.precision == "range" and not cues.OTHER.search(one.before):
            return _ending(one)
    return None


def _ending(one: Seen) -> Seen:
    """Cut a span to its last day."""
    if one.found.date.precision != "range":
        return one
    value = replace(one.found.date, value=one.found.last.isoformat(), precision="day")
    return replace(one, found=replace(one.found, date=value, first=one.found.last))


def _order(seen: list[Seen], body: str, kind: Kind) -> Seen | None:
    """Take the date under an announcement or order; else the line a letter is dated with.

    News quotes announcements of others, so there only its own last lines count.
    """
    own = len(body) - _FOOT if kind in ("news", "static") else 0
    for one in reversed(seen):
        if one.day_like and one.at >= own and cues.ORDERED.search(one.before):
            return one
    if kind == "letter":
        return next((one for one in seen if one.day_like and _is_own_line(one, body)), None)
    return None


def _is_own_line(one: Seen, body: str) -> bool:
    begin, end = one.found.span
    line = body[body.rfind("\n", 0, begin) + 1 : begin] + body[end:].split("\n", 1)[0]
    return not re.sub("(?:วันที่|[ .:])+", "", line)


def _fiscal_year(seen: Iterable[Seen]) -> int | None:
    """Take the fiscal year named most often; of equals, the first. Plans over several years name none."""
    ends = [
        one.found.last for one in seen if one.found.kind in ("fiscal", "quarter") and _is_one_year(one.found)
    ]
    counted = Counter(end.year + BE_OFFSET for end in ends)
    return max(counted, key=counted.__getitem__) if counted else None


def _is_one_year(found: Found) -> bool:
    return (
        found.kind == "fiscal" and found.last - found.first < timedelta(days=366) and found.first.month == 10
    )
