"""The span of days that a crawl is asked for: ``--since``, ``--until``, and a row's ``since``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipelines import dates
from pipelines.errors import SettingsError
from pipelines.records import DateValue, Link, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days from and to, both included; an item without a date is always inside."""

    since: date | None = None
    until: date | None = None
    now: datetime

    def links(self, listing: Listing) -> tuple[Link, ...]:
        """The links worth fetching."""
        if self.since is None and self.until is None:
            return listing.links
        return tuple(link for link in listing.links if self._inside(self._day(link)))

    def behind(self, listing: Listing) -> bool:
        """Say whether a list page lies wholly before the span: its successors do too."""
        if self.since is None:
            return False
        days = [self._day(link) for link in listing.links]
        days += [_day_of(draft.published) for draft in listing.drafts]
        return bool(days) and all(day is not None and day < self.since for day in days)

    def _inside(self, day: date | None) -> bool:
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def _day(self, link: Link) -> date | None:
        text = link.hint.published_raw
        return _day_of(dates.read(text, now=self.now)) if text else None


def window_of(since: str | None, until: str | None, row_since: str | None, *, now: datetime) -> Window:
    """Build the span; the later of the two beginnings holds.

    Raises:
        SettingsError: a day is not ISO 8601.
    """
    begins = [day_of_text(text) for text in (since, row_since) if text]
    return Window(since=max(begins) if begins else None, until=day_of_text(until) if until else None, now=now)


def day_of_text(text: str) -> date:
    """Read an ISO day; SettingsError where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"{text!r} is no day", cure="write it as 2026-11-25") from error


def _day_of(value: DateValue | None) -> date | None:
    if value is None or value.precision not in ("day", "minute"):
        return None
    return date.fromisoformat(value.value[:10])
