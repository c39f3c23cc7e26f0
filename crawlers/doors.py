"""The families as the crawler uses them: doors of an office, and what a list page behind one names."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.gate import bare
from pipelines import families
from pipelines.families import Door, Family
from pipelines.page import Page
from pipelines.records import Listing, Source


def of(source: Source) -> tuple[Door, ...]:
    """The doors of a source in the order to be tried."""
    return _family(source).seeds(source)


def listing(page: Page, source: Source) -> Listing:
    """Read a list page; PageError where it is not what the family expects."""
    return _family(source).listing(page, source)


def canonical(source: Source, url: str) -> str:
    """The address that stands for an item, whatever link led to it."""
    return _family(source).canonical(url)


def hosts(source: Source) -> frozenset[str]:
    """The hosts a source may be fetched from: those of its start pages, and those its row adds."""
    named = [host_of(url) for url in source.start] + [host.lower() for host in source.hosts]
    return frozenset(bare(host) for host in named)


def host_of(url: str) -> str:
    """The host of an address, empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _family(source: Source) -> Family:
    return families.load(source.family)
