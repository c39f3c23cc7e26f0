"""Is an office silent for longer than usual? Measured by its rhythm, or by days where none is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.health.records import Evidence, Reason
from pipelines.health.rhythm import rhythm_of
from pipelines.records import Source

MONTH = 30
QUIET_DAYS = 90
"""Where no rhythm is known and the row expects nothing: a quarter, as a council's sessions."""
LEAST_DAYS = 30


def quiet_days(source: Source) -> int:
    """Days for which an office may bring nothing: three times the gap its row expects, at least a month."""
    expected = source.expect.get("min_per_month", 0.0)
    return max(LEAST_DAYS, round(3 * MONTH / expected)) if expected > 0 else QUIET_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A silence beyond an office's limit: its first day, in words, and whether it is twice the limit."""

    since: date
    reason: Reason
    twice: bool


def silence_of(evidence: Evidence) -> Silence | None:
    """Find the silence that lasts; null where the office is within its limit.

    Counted to the last visit that succeeded: what an office posts while we cannot look is no silence.
    """
    until = max((day.day for day in evidence.days if day.outcome != "failed"), default=evidence.today)
    rhythm = rhythm_of(evidence.posts)
    if rhythm is None:
        return _by_days(evidence, until)
    missed = rhythm.silence(until)
    if missed <= rhythm.limit:
        return None
    since = rhythm.last + timedelta(days=1)
    values: dict[str, str | int] = {
        "day": since.isoformat(),
        "missed": round(missed),
        "limit": round(rhythm.limit),
    }
    return Silence(since=since, reason=Reason(key="silent", values=values), twice=missed > 2 * rhythm.limit)


def _by_days(evidence: Evidence, until: date) -> Silence | None:
    if not evidence.posts:
        return None
    limit = quiet_days(evidence.source)
    since = max(evidence.posts) + timedelta(days=1)
    days = (until - since).days + 1
    if days <= limit:
        return None
    values: dict[str, str | int] = {"day": since.isoformat(), "n": days, "limit": limit}
    return Silence(since=since, reason=Reason(key="silent_days", values=values), twice=days > 2 * limit)
