"""The panel of filters, and those in force as chips; the same on every page that asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines import provinces
from pipelines.places import gazetteer
from pipelines.store import sources
from search.records import Bucket, Facets
from search.web.asking import LISTED, Asked
from search.web.site import Site, Visit
from search.web.words import Words

SHOWN = 7
"""Values of a filter that can be ticked; one of the rest can be chosen from a list."""
MOST_SHOWN = 77
"""There are 77 provinces; of offices and districts those behind are on the page of offices."""
MOST_NAMES = 25
"""Offices and districts: their names are long, and a page has a weight."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its values: those shown at once, and the rest."""

    name: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    beyond: int
    """Values that are not listed."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the question without it."""

    what: str
    label: str
    without: Asked


def filters(asked: Asked, facets: Facets, words: Words) -> Iterator[Filter]:
    """Yield the filters of several values, with exact counts."""
    for name in LISTED:
        buckets: Sequence[Bucket] = getattr(facets, name)
        chosen: tuple[str, ...] = getattr(asked, name)
        choices = [_choice(name, bucket, chosen, words) for bucket in buckets]
        known = {choice.key for choice in choices}
        choices += [
            _choice(name, Bucket(key=key, count=0), chosen, words) for key in chosen if key not in known
        ]
        most = MOST_NAMES if name in ("source", "amphoe") else MOST_SHOWN
        shown = [one for at, one in enumerate(choices) if at < SHOWN or one.chosen]
        rest = [one for one in choices[:most] if one not in shown]
        if name == "province":
            rest.sort(key=lambda one: one.label)
        if len(choices) > 1 or chosen:
            yield Filter(name, tuple(shown), tuple(rest), max(0, len(choices) - most))


def _choice(name: str, bucket: Bucket, chosen: tuple[str, ...], words: Words) -> Choice:
    label = bucket.label if name in ("source", "amphoe") else label_of(name, bucket.key, words)
    return Choice(bucket.key, label or bucket.key, bucket.count, bucket.key in chosen)


@cache
def province_names(words: Words) -> Mapping[str, str]:
    """Names of the provinces by ISO code."""
    return {one.iso: one.name_th if words.language == "th" else one.name_en for one in provinces.load()}


def label_of(name: str, key: str, words: Words) -> str:
    """The word for a value of a filter."""
    if name == "province":
        return province_names(words).get(key, key)
    if name == "amphoe":
        return gazetteer.name_of(key) or key
    return words.name("tongue" if name == "language" else name, key)


def chips(visit: Visit, asked: Asked) -> Iterator[Chip]:
    """Yield the filters in force."""
    words = visit.words
    for name in LISTED:
        values: tuple[str, ...] = getattr(asked, name)
        labels: Mapping[str, str] = source_names(visit.site, values) if name == "source" else {}
        for value in values:
            label = labels.get(value) or label_of(name, value, words)
            yield Chip(words(f"find.{name}"), label, asked.without(name, value))
    if asked.first or asked.last:
        period = asked.first if asked.first == asked.last else f"{asked.first or '…'} – {asked.last or '…'}"
        yield Chip(words("find.period"), period, asked.change(first="", last=""))
    if asked.undated:
        yield Chip(words("find.period"), words("find.undated"), asked.change(undated=False))
    if asked.attachment is not None:
        label = words("find.attachment_yes" if asked.attachment else "find.attachment_no")
        yield Chip(words("find.attachment"), label, asked.change(attachment=None))
    if asked.representative:
        yield Chip(words("find.show"), words("find.representative"), asked.change(representative=False))
    if asked.cluster:
        yield Chip(words("find.story"), asked.cluster, asked.change(cluster="", copies=False))
    if asked.series:
        yield Chip(words("find.series"), asked.series, asked.change(series=""))


def source_names(site: Site, ids: tuple[str, ...]) -> dict[str, str]:
    """Names of offices by id."""
    if not ids:
        return {}
    with site.store.read() as connection:
        return sources.names(connection, ids)
