"""Field fill: which share of an office's articles has a title, a text, a date; and when that drops.

A site that changes its template seldom stops answering: its pages still read, only emptier. A drop beyond
three robust deviations of what was usual, and large enough to matter, is a broken rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Protocol

from pipelines.records import DateValue

FIELDS = ("title", "body", "date")
FEWEST = 5
"""Articles of a run that tell anything."""
HISTORY = 20
"""Articles before it, at least."""
SIGMAS = 3.0
MATTERS = 0.2
"""A drop of a fifth; smaller ones are told by the deviation alone on very regular offices, and are noise."""
MAD_TO_SD = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""


class Fields(Protocol):
    """The part of an article that is looked at."""

    @property
    def headline(self) -> str: ...
    @property
    def article_body(self) -> str: ...
    @property
    def published(self) -> DateValue | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """That part alone, as it is read from a stored record without reading the rest."""

    headline: str
    article_body: str
    published: DateValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A field that was filled and is no longer: shares before and now, of how many articles."""

    field: str
    before: float
    now: float
    articles: int

    def __str__(self) -> str:
        return f"{self.field}: {self.before:.0%} before, {self.now:.0%} of {self.articles} now"


def may_drop(now: Sequence[Fields], expect: Mapping[str, float] | None = None) -> bool:
    """Say whether there is a past beside which these would be a drop: if not, none need be read."""
    if len(now) < FEWEST:
        return False
    return any(field in (expect or {}) or _share(field, now) <= 1 - MATTERS for field in FIELDS)


def drops(
    before: Sequence[Fields], now: Sequence[Fields], expect: Mapping[str, float] | None = None
) -> tuple[Drop, ...]:
    """Compare the articles of a run with those before it, oldest first.

    Args:
        before: What is known and was right.
        now: What a run made.
        expect: The row's contract: shares by field, which hold whatever the history.
    """
    if len(now) < FEWEST:
        return ()
    found = (_drop(field, before, now, (expect or {}).get(field)) for field in FIELDS)
    return tuple(one for one in found if one is not None)


def shares(articles: Sequence[Fields]) -> dict[str, float]:
    """The share of articles with each field, to a hundredth; empty where there is no article."""
    return {field: round(_share(field, articles), 2) for field in FIELDS} if articles else {}


def _drop(field: str, before: Sequence[Fields], now: Sequence[Fields], contract: float | None) -> Drop | None:
    share = _share(field, now)
    if contract is not None and share < contract - SIGMAS * _chance(contract, len(now)):
        return Drop(field=field, before=contract, now=share, articles=len(now))
    if len(before) < HISTORY:
        return None
    usual, deviation = _habit(field, before, len(now))
    if usual - share < max(MATTERS, SIGMAS * deviation):
        return None
    return Drop(field=field, before=usual, now=share, articles=len(now))


def _habit(field: str, before: Sequence[Fields], size: int) -> tuple[float, float]:
    """The median share over runs of that size, and its robust deviation, never less than that of chance."""
    whole = _share(field, before)
    parts = [before[start : start + size] for start in range(0, len(before) - size + 1, size)]
    shares = [_share(field, part) for part in parts] or [whole]
    usual = median(shares)
    spread = MAD_TO_SD * median(abs(one - usual) for one in shares)
    return usual, max(spread, _chance(whole, size))


def _chance(share: float, size: int) -> float:
    """The deviation of a share of so many articles by chance alone; never none, for no habit is perfect."""
    smooth = (share * size + 1) / (size + 2)
    return sqrt(smooth * (1 - smooth) / size)


def _share(field: str, articles: Sequence[Fields]) -> float:
    return sum(_filled(field, one) for one in articles) / len(articles)


def _filled(field: str, article: Fields) -> bool:
    if field == "title":
        return bool(article.headline.strip())
    if field == "body":
        return bool(article.article_body.strip())
    return article.published is not None
