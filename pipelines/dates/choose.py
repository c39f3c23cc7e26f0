"""Tell which date of a page is which: published, event, deadline, order, and the fiscal year.

The words before a date decide (``ภายในวันที่`` is a deadline, ``ประกาศ ณ วันที่`` an order). Nothing is guessed: a
field whose words are missing stays empty, and the day of capture never stands in for the day of publishing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipelines.dates import cues
from pipelines.dates.finder import Found, find_in
from pipelines.dates.published import published
from pipelines.dates.years import BE_OFFSET
from pipelines.records import DateValue, Era, Kind
from pipelines.text import fold

LEAD = 1500
"""Characters of the body in which a news item says when it happened; later dates are background."""
_LONGEST_EVENT = timedelta(days=31)  # longer spans are terms, schemes and reporting periods
_BACKGROUND = timedelta(days=120)  # of 5,000 releases, of what lies further back 9 in 10 is background
_PLANNED = timedelta(days=366)
_MEMORY = timedelta(days=366 * 31)  # without a publishing date: since 1995, when the first office was online
_FOOT = 300  # characters that can be the foot of a document
_AROUND = 60  # characters before a date that can hold its cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The dates of one article."""

    published: DateValue | None = None
    event: DateValue | None = None
    deadline: DateValue | None = None
    order: DateValue | None = None
    fiscal_year: int | None = None
    """In the Buddhist era, as offices count it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A date found, with the folded words before it, and where it stood."""

    found: Found
    before: str
    at: int

    @property
    def day_like(self) -> bool:
        return self.found.kind == "day"


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
    seen = list(_look(body, prior))
    deadline = _deadline(seen, kind)
    out = published(draft_published, notes, body, now=now, kind=kind)
    return Dates(
        published=out,
        event=_event(seen, kind, now, deadline, out),
        deadline=_as(deadline, "text:deadline"),
        order=_as(_order(seen, body, kind), "text:order"),
        fiscal_year=_fiscal_year(seen),
    )


def _look(body: str, prior: Era | None) -> Iterator[_Seen]:
    folded = fold.search_map(body)
    for found in find_in(folded, body, prior):
        begin = found.folded[0]
        yield _Seen(found, folded.text[max(0, begin - _AROUND) : begin], found.span[0])


def _as(seen: _Seen | None, method: str) -> DateValue | None:
    return replace(seen.found.date, method=method) if seen else None


def _event(
    seen: list[_Seen], kind: Kind, now: datetime, deadline: _Seen | None, out: DateValue | None
) -> DateValue | None:
    """Take the first date of the lead that words or a weekday with a time say it happened on."""
    if kind == "static":
        return None
    known = date.fromisoformat(out.value[:10]) if out else None
    for one in seen:
        if one.at < LEAD and one is not deadline and _is_told(one) and _is_near(one.found, known, now.date()):
            return _as(one, "text:event")
    return None


def _is_told(one: _Seen) -> bool:
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


def _deadline(seen: list[_Seen], kind: Kind) -> _Seen | None:
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


def _ending(one: _Seen) -> _Seen:
    """Cut a span to its last day."""
    if one.found.date.precision != "range":
        return one
    value = replace(one.found.date, value=one.found.last.isoformat(), precision="day")
    return replace(one, found=replace(one.found, date=value, first=one.found.last))


def _order(seen: list[_Seen], body: str, kind: Kind) -> _Seen | None:
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


def _is_own_line(one: _Seen, body: str) -> bool:
    begin, end = one.found.span
    line = body[body.rfind("\n", 0, begin) + 1 : begin] + body[end:].split("\n", 1)[0]
    return not re.sub("(?:วันที่|[ .:])+", "", line)


def _fiscal_year(seen: Iterable[_Seen]) -> int | None:
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
