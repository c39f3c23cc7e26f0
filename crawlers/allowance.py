"""How much more of an office may be asked in this run: its hours, the day's budget, the run's own limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.budget import Budget
from crawlers.hours import Hours
from crawlers.memory import Spending


@dataclass(slots=True, kw_only=True)
class Allowance:
    """Counts what is asked and what comes; the day's part is stored by whoever settles pages."""

    budget: Budget
    hours: Hours | None
    spent: Spending
    """Today, earlier runs included."""
    clock: Callable[[], datetime]
    limit: int | None = None
    """Pages of this run; null = as the budget has it."""
    fresh: Spending = field(default_factory=Spending)
    """Of this run, not stored yet."""
    _counted_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Say whether this is an hour in which the office may be asked."""
        return self.hours is None or self.hours.hold(self.clock())

    def used_up(self) -> str:
        """Say which of the day's limits is reached; empty where none is."""
        self._count_time()
        return self.budget.used_up(self.spent)

    @property
    def files_used_up(self) -> bool:
        """Say whether no more attachments may be fetched today."""
        return self.budget.files_used_up(self.spent)

    def room(self, most: int) -> int:
        """How many pages may be asked now, at most so many."""
        left = self.budget.pages - self.spent.pages
        return max(0, min(most, left, most if self.limit is None else self.limit))

    def room_for_files(self, most: int) -> int:
        """How many attachments may be asked now, at most so many."""
        return max(0, min(self.room(most), self.budget.files - self.spent.files))

    def ask(self, pages: int, *, files: int = 0) -> None:
        """Count what is about to be asked."""
        for counted in (self.spent, self.fresh):
            counted.pages += pages
            counted.files += files
        if self.limit is not None:
            self.limit -= pages

    def come(self, size: int, *, file: bool) -> None:
        """Count what came."""
        for counted in (self.spent, self.fresh):
            counted.bytes += size
            counted.file_bytes += size if file else 0

    def unstored(self) -> Spending:
        """Hand over what is not stored yet."""
        self._count_time()
        fresh, self.fresh = self.fresh, Spending()
        return fresh

    def _count_time(self) -> None:
        now = self.clock()
        since = now if self._counted_at is None else min(self._counted_at, now)  # a clock may be set back
        passed = int((now - since).total_seconds())
        self._counted_at = since + timedelta(seconds=passed)  # what is left of a second counts next time
        for counted in (self.spent, self.fresh):
            counted.seconds += passed
