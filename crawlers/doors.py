"""The families as the crawler uses them: doors of a source, and what a list page behind one names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawlers.gate import bare
from pipelines import families
from pipelines.page import Page
from pipelines.records import Listing, Source


@dataclass(frozen=True, slots=True)
class Door:
    """One way into an office's news: ``rest``, ``feed`` or ``html``, and the list pages it begins with."""

    name: str
    start: tuple[str, ...]


def of(source: Source) -> tuple[Door, ...]:
    """The doors of a source in the order to be tried: the row's ``via``, else the family's own."""
    found = tuple(Door(one.via, tuple(one.urls)) for one in _family(source).seeds(source))
    if not source.via:
        return found
    return tuple(one for name in source.via for one in found if one.name == name)


def listing(page: Page, source: Source, door: str | None) -> Listing:
    """Read a list page; PageError where it is not what the door promises."""
    answer: Listing = _family(source).listing(page, source)
    return answer


def canonical(source: Source, url: str) -> str:
    """The address that stands for an item, whatever link led to it."""
    return str(_family(source).canonical(url))


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


def _family(source: Source) -> Any:
    return families.load(source.family)
