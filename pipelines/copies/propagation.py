"""How a release travelled: its likely origin, and who took it from whom, with lag and edits.

Dates order everything: no edge runs against time, and undated copies are listed, not guessed at. Among texts
of one day the office that the texts themselves name as theirs comes first, then the nearer authority.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from pipelines.copies.align import Alignment, align
from pipelines.copies.edits import Edit, edits
from pipelines.copies.key import key_text
from pipelines.copies.records import Document
from pipelines.copies.runs import Grams
from pipelines.copies.sketch import grams

PARENTS_CHECKED = 40
"""Earlier members a member is aligned with; the nearest in time of a larger cluster."""

WHOLE_SHARE = 0.85
"""Re-posting offices add a lead or a credit, or cut a good part: so, of texts of one day, the shortest that
is at least this share of the longest is the likely whole."""


@dataclass(frozen=True, slots=True)
class Step:
    """``child`` most likely took the release from ``parent``. Shares are of 12-grams, 0 to 1."""

    parent: str
    child: str
    lag_days: int
    share_of_child: float
    """How much of the child stands in the parent."""
    share_of_parent: float
    """How much of the parent the child kept."""
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Propagation:
    """``origin`` is null where no member is dated. ``undated`` members stand outside the tree."""

    origin: str | None
    steps: tuple[Step, ...]
    undated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Who answered an order, after how many days, and who did not."""

    lags: tuple[tuple[str, int], ...]
    """(source, days from the order to its first post), soonest first."""
    median_lag: float | None
    silent: tuple[str, ...]


def origin(members: Iterable[Document], offices: Mapping[str, str] | None = None) -> str | None:
    """Return the id of the member a cluster most likely began with.

    Args:
        members: the documents of one cluster.
        offices: source id → name of the office, to see which office the texts name as the issuer.
    """
    line = _in_time(tuple(members), offices or {})
    return line[0].id if line else None


def propagation(members: Iterable[Document], offices: Mapping[str, str] | None = None) -> Propagation:
    """Draw the tree along which a release travelled; arguments as for :func:`origin`."""
    known = tuple(members)
    line = _in_time(known, offices or {})
    undated = sorted(member.id for member in known if member.published_day is None)
    texts = {member.id: _Text.of(member) for member in line}
    steps = tuple(
        _step(child, line[max(0, at - PARENTS_CHECKED) : at], texts) for at, child in enumerate(line) if at
    )
    return Propagation(line[0].id if line else None, steps, tuple(undated))


def campaign(ordered: date, offices: Collection[str], posts: Iterable[Document]) -> Campaign:
    """Measure the answer of offices (by source id) to an order of a day; posts before it do not count."""
    first: dict[str, date] = {}
    for post in posts:
        day = post.published_day
        if post.source in offices and day is not None and day >= ordered:
            first[post.source] = min(day, first.get(post.source, day))
    lags = sorted(
        ((source, (day - ordered).days) for source, day in first.items()), key=lambda lag: lag[::-1]
    )
    middle = median(days for _, days in lags) if lags else None
    return Campaign(tuple(lags), middle, tuple(sorted(set(offices) - first.keys())))


@dataclass(frozen=True, slots=True)
class _Text:
    key: str
    grams: Grams

    @classmethod
    def of(cls, document: Document) -> _Text:
        key = key_text(document.body)
        return cls(key, Grams.of(grams(key)))


def _in_time(members: Sequence[Document], offices: Mapping[str, str]) -> tuple[Document, ...]:
    """Dated members, earliest first; within a day the named issuer, the authority, the likely whole."""
    named = _named(members, offices)
    dated = [(member.published_day, member) for member in members if member.published_day is not None]
    longest: dict[date, int] = {}
    for day, member in dated:
        longest[day] = max(longest.get(day, 0), len(member.body))

    def order(one: tuple[date, Document]) -> tuple[date, bool, int, bool, int, str]:
        day, member = one
        cut = len(member.body) < WHOLE_SHARE * longest[day]
        return (day, member.source not in named, member.authority, cut, len(member.body), member.id)

    return tuple(member for _, member in sorted(dated, key=order))


def _named(members: Sequence[Document], offices: Mapping[str, str]) -> frozenset[str]:
    """Sources whose office most of the texts name."""
    keys = [key_text(member.body) for member in members]
    names = {member.source: key_text(offices.get(member.source, "")) for member in members}
    return frozenset(
        source for source, name in names.items() if name and 2 * sum(name in key for key in keys) > len(keys)
    )


def _step(child: Document, earlier: Sequence[Document], texts: Mapping[str, _Text]) -> Step:
    """Choose the parent with the greatest Jaccard similarity; of equals the earliest."""
    mine = texts[child.id]
    best, found = earlier[0], _aligned(texts[earlier[0].id], mine)
    for parent in earlier[1:]:
        other = _aligned(texts[parent.id], mine)
        if other.jaccard > found.jaccard:
            best, found = parent, other
    days = [one.published_day for one in (best, child) if one.published_day is not None]
    return Step(
        best.id,
        child.id,
        (days[1] - days[0]).days,
        round(found.containment_b, 4),
        round(found.containment_a, 4),
        edits(best, child, found),
    )


def _aligned(parent: _Text, child: _Text) -> Alignment:
    return align(parent.key, parent.grams, child.key, child.grams)
