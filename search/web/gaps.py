"""What was not collected, for hatching charts and for the note beside counts; kept for a minute."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from pipelines.store.database import Store
from search.collected import Collected, collected
from search.filters import days_of
from search.intervals import key_of_day
from search.records import Filters, Interval
from search.web.asking import Asked
from search.web.chart import Parts
from search.web.site import Site

KEPT = timedelta(minutes=1)
"""Offices are visited once a day; a note that is a minute old is not wrong."""
MOST_KEPT = 200
"""Sets of filters that are remembered."""
_Key = tuple[object, ...]
_known: WeakKeyDictionary[Store, dict[_Key, tuple[datetime, Collected]]] = WeakKeyDictionary()
_lock = threading.Lock()


def missing(site: Site, asked: Asked, interval: Interval) -> Parts:
    """Days of offices that were not collected, of how many, by the keys of an interval."""
    found = _collected(site, asked)
    lacking: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for day, count in found.due.items():
        key = key_of_day(day, interval)
        due[key] += count
        lacking[key] += found.missed.get(day, 0)
    return {key: (lacking[key], due[key]) for key in due if due[key]}


def within(parts: Parts, keys: Sequence[str]) -> Parts:
    """Those between the first and the last key of a chart; none where the chart has no key."""
    return {key: part for key, part in parts.items() if keys and keys[0] <= key <= keys[-1]}


def summary(site: Site, asked: Asked) -> Collected:
    """What the note beside a count says."""
    return _collected(site, asked)


def _collected(site: Site, asked: Asked) -> Collected:
    filters = asked.query().filters
    key: _Key = (
        filters.province,
        filters.source,
        filters.office,
        filters.published_from,
        filters.published_to,
    )
    now = site.clock()
    with _lock:
        kept = _known.setdefault(site.store, {})
        if key in kept and kept[key][0] > now - KEPT:
            return kept[key][1]
    first, last = days_of(filters)
    with site.store.read() as connection:
        made = collected(connection, _only_offices(filters), first, last)
    with _lock:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = now, made
    return made


def _only_offices(filters: Filters) -> Filters:
    return Filters(province=filters.province, source=filters.source, office=filters.office)
