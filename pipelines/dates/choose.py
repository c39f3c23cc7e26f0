"""Tell which date of a page is which: published, event, deadline, order, and the fiscal year.

The words before a date decide (``ภายในวันที่`` is a deadline, ``ประกาศ ณ วันที่`` an order). Nothing is guessed: a
field whose words are missing stays empty, and the day of capture never stands in for the day of publishing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.dates import cues
from pipelines.dates.finder import Found, find
from pipelines.dates.reader import in_window, read
from pipelines.dates.years import BE_OFFSET
from pipelines.records import DateValue, Era, Kind
from pipelines.text import fold

LEAD = 1500
"""Characters of the body in which a news item says when it happened; later dates are background."""
_EVENT_PAST = timedelta(days=366 * 15)
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
    """A date found, with the folded words before it and after it, and where it stood."""

    found: Found
    before: str
    after: str
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
    seen = list(_look(body, now, prior))
    deadline = _deadline(seen, kind)
    return Dates(
        published=_published(draft_published, notes, body, now),
        event=_event(seen, kind, now, deadline),
        deadline=_as(deadline, "text:deadline"),
        order=_as(_order(seen, body, kind), "text:order"),
        fiscal_year=_fiscal_year(seen),
    )


def _look(body: str, now: datetime, prior: Era | None) -> Iterator[_Seen]:
    for found in find(body, now=now, era_prior=prior):
        begin, end = found.span
        before = fold.search(body[max(0, begin - _AROUND) : begin])
        yield _Seen(found, before, fold.search(body[end : end + 40]), begin)


def _as(seen: _Seen | None, method: str) -> DateValue | None:
    return replace(seen.found.date, method=method) if seen else None


def _published(exact: DateValue | None, notes: Sequence[str], body: str, now: datetime) -> DateValue | None:
    """Take the exact field, then a line of the page that says when it was published, else nothing."""
    if exact is not None and in_window(exact, now):
        return exact
    lines = [line for line in body.split("\n") if line.strip()]
    stated = [*((note, False) for note in notes), *((line, True) for line in (*lines[:4], *lines[-4:]))]
    for line, needs_label in stated:
        value = _published_in(line, now, needs_label=needs_label)
        if value is not None:
            return value
    return None


def _published_in(line: str, now: datetime, *, needs_label: bool) -> DateValue | None:
    """Read a publishing date from a line that labels it, or from a note that is nothing but a date."""
    folded = fold.search(line[:300])
    label = cues.PUBLISHED.match(folded)
    if label is not None:
        value = _labelled(folded[label.end() :], now)
        return replace(value, method=cues.published_method(label)) if value else None
    value = None if needs_label else read(line, now=now, kind="published")
    return replace(value, method="page:date-line") if value and _is_day(value) else None


def _labelled(rest: str, now: datetime) -> DateValue | None:
    """Read the date right after a label; a relative one needs the rest for itself."""
    for found in find(rest, now=now)[:1]:
        near = cues.BETWEEN.fullmatch(rest[: found.span[0]]) is not None
        return found.date if near and _is_day(found.date) and in_window(found.date, now) else None
    value = read(rest, now=now, kind="published")
    return value if value and _is_day(value) else None


def _is_day(value: DateValue) -> bool:
    return value.precision in ("day", "minute")


def _event(seen: list[_Seen], kind: Kind, now: datetime, deadline: _Seen | None) -> DateValue | None:
    """Take the first date of the lead that words or a weekday with a time say it happened on."""
    if kind == "static":
        return None
    able = [
        one for one in seen if one.day_like and one.at < LEAD and one is not deadline and _is_recent(one, now)
    ]
    able = [one for one in able if not cues.OTHER.search(one.before)]
    said = [one for one in able if cues.EVENT.search(one.before) or _is_meeting(one)]
    return _as(next(iter(said), None), "text:event")


def _is_meeting(one: _Seen) -> bool:
    return one.found.weekday is not None or one.found.date.precision == "minute"


def _is_recent(one: _Seen, now: datetime) -> bool:
    return now.date() - _EVENT_PAST <= one.found.first <= now.date() + timedelta(days=3 * 366)


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
    """Take the date under an announcement or order; else the one a letter or order is dated with."""
    for one in reversed(seen):
        if one.day_like and cues.ORDERED.search(one.before):
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
