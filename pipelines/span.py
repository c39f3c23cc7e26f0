"""A span of days: ``--since``, ``--until``, a row's ``since``.

Years may be Buddhist (2560-01-01 is 2017), and days as Thais write them: ``๑ ม.ค. ๒๕๖๐``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from pipelines import dates
from pipelines.dates.values import day_of
from pipelines.errors import SettingsError
from pipelines.moment import BE_OFFSET, TYPED_BUDDHIST
from pipelines.records import Draft, Link, Listing

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ISO_LIKE = re.compile(r"\d{4}-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from and to, both included; what has no date is always inside."""

    since: date | None = None
    until: date | None = None
    now: datetime

    @property
    def open(self) -> bool:
        """Say whether every day lies inside."""
        return self.since is None and self.until is None

    def links(self, listing: Listing) -> tuple[Link, ...]:
        """The links worth fetching."""
        if self.open:
            return listing.links
        return tuple(link for link in listing.links if self._inside(self._day(link)))

    def drafts(self, listing: Listing) -> tuple[Draft, ...]:
        """The posts held whole that lie inside."""
        if self.open:
            return listing.drafts
        return tuple(draft for draft in listing.drafts if self._inside(self._day_of(draft)))

    def behind(self, listing: Listing) -> bool:
        """Say whether a list page lies wholly before the span: its successors do too."""
        if self.since is None:
            return False
        days = [self._day(link) for link in listing.links]
        days += [self._day_of(draft) for draft in listing.drafts]
        return bool(days) and all(day is not None and day < self.since for day in days)

    def __str__(self) -> str:
        """``since/until``, empty where open: as a capture keeps it."""
        return f"{self.since or ''}/{self.until or ''}"

    def _inside(self, day: date | None) -> bool:
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def _day(self, link: Link) -> date | None:
        return self._read(link.hint.published_raw)

    def _day_of(self, draft: Draft) -> date | None:
        return day_of(draft.published) if draft.published else self._read(draft.published_raw)

    def _read(self, text: str | None) -> date | None:
        return day_of(dates.read(text, now=self.now)) if text else None


def span_of(since: str | None, until: str | None, row_since: str | None, *, now: datetime) -> Span:
    """Build the span; the later of the two beginnings holds.

    Raises:
        SettingsError: a day is not ISO 8601.
    """
    begins = [day_of_text(text) for text in (since, row_since) if text]
    return Span(since=max(begins) if begins else None, until=day_of_text(until) if until else None, now=now)


def span_of_text(text: str, *, now: datetime) -> Span:
    """Read back what :meth:`Span.__str__` wrote.

    Raises:
        SettingsError: it wrote something else.
    """
    since, _, until = text.partition("/")
    return span_of(since or None, until or None, None, now=now)


def day_of_text(text: str) -> date:
    """Read a day of either era: ISO, or as Thais write it (``1 มกราคม 2560``, ``31/01/2560``).

    Raises:
        SettingsError: it is none, or no exact one, or one that counts from today.
    """
    found = _DAY.fullmatch(text)
    year = int(found[1]) if found else 0
    try:
        if not found:
            return _day_in_words(text)
        return date(year - BE_OFFSET if year in TYPED_BUDDHIST else year, int(found[2]), int(found[3]))
    except ValueError as error:
        raise SettingsError(f"{text!r} is no day", cure="write it as 2026-11-25 or 2569-11-25") from error


def _day_in_words(text: str) -> date:
    """A misspelt ISO day is a slip, and not read as something else."""
    value = None if _ISO_LIKE.match(text) else dates.read_stated(text)
    day = day_of(value)
    if day is None:
        raise ValueError(text)
    return day
