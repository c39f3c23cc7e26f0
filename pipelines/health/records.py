"""What is known of an office, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pipelines.records import Source
from pipelines.store.visits import OfficeDay

Label = Literal["live", "quiet", "rule-broke", "host-down", "blocked", "moved", "closed-by-policy"]
Urgency = Literal["none", "notice", "alarm"]
"""``none``: all is well, or explained; ``notice``: look when there is time; ``alarm``: something is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Other offices: how many, how many silent beyond their rhythm, how many broken."""

    offices: int = 0
    silent: int = 0
    broken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a verdict rests on."""

    source: Source
    today: date
    posts: tuple[date, ...] = ()
    """Days on which it published something."""
    days: tuple[OfficeDay, ...] = ()
    """Its visits, oldest first; days without one were not attempted."""
    unreadable: int = 0
    """Pages of its last visit that were set aside because a rule no longer fits."""
    readable: int = 0
    """Pages of its last visit that made articles."""
    held: str = ""
    """Why its output is held back (a field that was filled is empty now)."""
    family: Peers = Peers()
    """Of the same family: one template breaks for all."""
    province: Peers = Peers()
    """Of the same province: one occasion silences all."""
    outage: bool = False
    """Most offices of all failed on its last day for want of a connection: it is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason by its key in ``words.toml``, with the values of its braces."""

    key: str
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is thought of an office, since when, why, and what to do."""

    source_id: str
    label: Label
    urgency: Urgency
    since: date
    reasons: tuple[Reason, ...]
    cure: Reason | None = None
